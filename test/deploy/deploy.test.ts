import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { complaintAbout } from "../support/command-lines.ts";

const root = new URL("../..", import.meta.url);
const read = (file: string) => readFileSync(new URL(`deploy/${file}`, root), "utf8");

/** Command lines of scimsync wherever they stand, without what only says which config and how to log. */
function commandsIn(text: string): readonly string[] {
  return [...text.replaceAll("`", "").matchAll(/(?:^|[\s/])scimsync ((?:-c|--quiet|[a-z]).*?)\.?$/gm)]
    .map(([, line]) => line!.replaceAll(/-c \S+ |--quiet |--log-format \S+ /g, "").replace(/ [>#|].*$/, ""))
    .filter((line) => /^(?:sync|plan|status|state|validate|test-mapping|sandbox)\b/.test(line));
}

test.each(["scimsync.service", "crontab", "github-actions.yaml", "compose.yaml"])(
  "commands in %s exist, with their options",
  (file) => {
    const lines = commandsIn(read(file));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.flatMap((line) => complaintAbout(line) ?? [])).toEqual([]);
  },
);

describe.skipIf(spawnSync("systemd-analyze", ["--version"]).status !== 0)("units", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "scimsync-units-"));
    const service = read("scimsync.service").replace("/usr/bin/scimsync", "/bin/true");
    writeFileSync(join(folder, "scimsync.service"), service);
    writeFileSync(join(folder, "scimsync.timer"), read("scimsync.timer"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("are what systemd understands", () => {
    const units = ["scimsync.service", "scimsync.timer"].map((name) => join(folder, name));
    // Where scimsync is not installed, its man page is not either.
    const args = ["verify", "--man=no", ...units];
    const { status, stderr } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
    const said = stderr.split("\n").filter((line) => line.includes("scimsync"));
    expect([status, said]).toEqual([0, []]);
  });

  test("leave little to whoever takes the process over", () => {
    const text = execFileSync(
      "systemd-analyze",
      ["security", "--offline=true", "--no-pager", join(folder, "scimsync.service")],
      { encoding: "utf8", env: { ...process.env, LC_ALL: "C.UTF-8" } },
    );
    const [, exposure] = /Overall exposure level for scimsync\.service: ([\d.]+)/.exec(text) ?? [];
    expect(Number(exposure)).toBeLessThan(2);
  });
});

test("lines of the crontab have five times, a user and a command that is not cut at a per cent sign", () => {
  const jobs = read("crontab")
    .split("\n")
    .filter((line) => /^[\d*]/.test(line));
  expect(jobs).toHaveLength(4);
  for (const job of jobs) {
    const [times, user, command] = [job.split(/\s+/).slice(0, 5), job.split(/\s+/)[5], job.split(/\s+/)[6]];
    for (const time of times) expect(time).toMatch(/^(?:\*|\d+(?:,\d+)*)$/);
    expect([user, command]).toEqual(["scimsync", "scimsync"]);
    // To cron a bare % is the end of the command.
    expect(job).not.toMatch(/(?<!\\)%/);
  }
});

test("the image runs as nobody special, and copies what is there", () => {
  const file = read("Dockerfile");
  const stages = file.split(/^FROM /m);
  const last = stages.at(-1)!;
  expect(last).toMatch(/^USER node$/m);
  expect(file).not.toMatch(/:latest|curl|ADD /);
  const copied = [...file.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) => names!.split(" "));
  for (const name of copied) expect(existsSync(new URL(name, root)), name).toBe(true);
  const { files } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
    files: readonly string[];
  };
  for (const name of ["bin", "dist", "connectors"]) {
    expect(files).toContain(name);
    expect(last).toContain(`/scimsync/${name} /scimsync/${name}`);
  }
});

// oxlint-disable-next-line typescript/no-explicit-any -- the shape of these files is what the test looks at
type Loose = any;

test("containers have no rights, and write to the state alone", () => {
  const { services } = parse(read("compose.yaml"));
  for (const service of Object.values<Loose>(services))
    expect(service).toMatchObject({
      user: "node",
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
  expect(services.scimsync.volumes).toContain("./config:/etc/scimsync:ro");

  const [claim, job] = parseAllDocuments(read("kubernetes.yaml")).map((document) => document.toJS());
  expect(claim.spec.accessModes).toEqual(["ReadWriteOnce"]);
  expect(job.spec.concurrencyPolicy).toBe("Forbid");
  const { spec } = job.spec.jobTemplate.spec.template;
  expect(spec).toMatchObject({
    restartPolicy: "Never",
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true },
  });
  const [container] = spec.containers;
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  expect(
    complaintAbout(
      (container.args as string[])
        .filter((arg) => !["--quiet", "--log-format", "json"].includes(arg))
        .join(" "),
    ),
  ).toBeUndefined();
});

const commands = (job: Loose): string => job.steps.map(({ run = "" }: Loose) => run).join("\n");

test("the workflow shows a plan on a pull request, and applies after the merge alone", () => {
  const { jobs, permissions } = parse(read("github-actions.yaml"));
  expect(permissions).toEqual({ contents: "read" });
  expect(jobs.plan.if).toBe("github.event_name == 'pull_request'");
  expect(jobs.apply.if).toBe("github.event_name == 'push'");
  expect(commands(jobs.plan)).not.toMatch(/scimsync (?:sync|apply|retry|provision)/);
  // A title or a branch name of a stranger is no part of a command line.
  for (const job of Object.values<Loose>(jobs)) expect(commands(job)).not.toContain("${{");
});
