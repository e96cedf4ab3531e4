import { afterEach, beforeEach, expect, it } from "vitest";
import { smallDirectory } from "./directory.ts";
import { type Ran, runIn } from "./in-process.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;

beforeEach(async () => {
  workspace = await openWorkspace();
  workspace.writeDirectory(smallDirectory);
});
afterEach(() => workspace.close());

const attributes = `
        userName: \${user.email}
        displayName: \${user.title}
        nickName: \${user.title}
        password: "pw \${user.title}"`;

async function run(...args: readonly string[]): Promise<Ran> {
  const ran = await runIn(workspace.folder, args, { SCIM_TOKEN: workspace.sandbox.token });
  expect(ran.code, ran.stderr).toBe(0);
  return ran;
}

function retitle(title: string): void {
  const { people, groups } = smallDirectory;
  workspace.writeDirectory({ people: people.map((one, at) => (at === 0 ? { ...one, title } : one)), groups });
}

it("a plan says of each change whether it is certain, and hides secrets", async () => {
  workspace.writeConfig({
    attributes: `${attributes}\n      fillIfEmpty: [displayName]\n      secret: [nickName]`,
  });
  const created = await run("plan", "--json");
  expect(created.stdout).toContain('{"path":"password","before":null,"after":"•••"}');
  expect(created.stdout).not.toContain("pw Title");
  await run("sync");
  retitle("Promoted");
  const diff = await run("source", "diff", "--json");
  expect(diff.stdout).toContain('{"name":"title","before":"Title 1","after":"Promoted"}');
  const { stdout } = await run("plan");
  expect(stdout).toContain('displayName: "Title 1" → "Promoted", if the target holds no other\n');
  expect(stdout).toContain('nickName: "•••" → "•••"\n');
  expect(stdout).toContain('password: "•••" → "•••"\n');
  const json = await run("plan", "--json");
  expect(json.stdout).toContain(
    '{"path":"displayName","before":"Title 1","after":"Promoted","when":"empty"}',
  );
  await run("sync");
  const { runs } = JSON.parse((await run("runs", "--json")).stdout) as { runs: { runId: string }[] };
  const shown = await run("runs", "show", runs[0]!.runId, "--json");
  expect(shown.stdout).toContain('"path":"password","before":"•••","after":"•••"');
  expect(created.stdout + stdout + shown.stdout).not.toContain("pw Promoted");
});

it("a column from which only secrets are made is hidden where the source is compared", async () => {
  workspace.writeConfig({
    attributes:
      "\n        userName: ${user.email}\n        nickName: ${user.title}\n      secret: [nickName]",
  });
  await run("sync");
  retitle("s3cret");
  for (const flags of [[], ["--json"]]) {
    const { stdout } = await run("source", "diff", ...flags);
    expect(stdout).toContain("•••");
    expect(stdout).not.toMatch(/s3cret|Title/);
  }
});

it("clearWhenEmpty that comes later is planned, and says that it is not known", async () => {
  workspace.writeConfig({ attributes: "\n        userName: ${user.email}" });
  await run("sync");
  workspace.writeConfig({
    attributes: "\n        userName: ${user.email}\n      clearWhenEmpty: [nickName]",
  });
  const { stdout } = await run("plan");
  expect(stdout).toContain("nickName: removed, if the target holds one\n");
  await run("sync", "--reapply");
  expect((await run("plan")).stdout).toContain("nothing to do");
});
