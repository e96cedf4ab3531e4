import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

const root = new URL("..", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), "utf8");

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly cpu?: readonly string[];
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(read("package.json")) as Manifest;
const lock = JSON.parse(read("package-lock.json")) as {
  readonly packages: Readonly<Record<string, LockEntry>>;
};
const entries = Object.entries(lock.packages).filter(([place]) => place !== "");

test("every package in the lockfile comes from the registry and has a SHA-512", () => {
  const elsewhere = entries.filter(
    ([, { resolved, link }]) =>
      link === true || (resolved !== undefined && !resolved.startsWith("https://registry.npmjs.org/")),
  );
  expect(elsewhere.map(([place]) => place)).toEqual([]);
  const without = entries.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""));
  // Binaries of two development tools for machines that the lockfile was not made on; npm writes no digest of these.
  const binaries = /^node_modules\/@(?:oxfmt|oxlint|oxlint-tsgolint)\/[\w-]+$/;
  const excused = ([place, { dev, optional, cpu }]: (typeof entries)[number]) =>
    dev === true && optional === true && cpu !== undefined && binaries.test(place);
  expect(without.filter((entry) => !excused(entry)).map(([place]) => place)).toEqual([]);
});

test("so does every package in that of the documentation's tools, and none of them may run a script", () => {
  const { packages } = JSON.parse(read("docs/package-lock.json")) as typeof lock;
  const tools = Object.entries(packages).filter(([place]) => place !== "");
  expect(tools.length).toBeGreaterThan(100);
  for (const [place, { resolved, link, integrity, optionalDependencies = {} }] of tools) {
    expect({ place, resolved, link }).toEqual({ place });
    // Without those for other machines the lockfile cannot be installed from at all.
    for (const name of Object.keys(optionalDependencies))
      expect(packages).toHaveProperty([`node_modules/${name}`]);
    expect(integrity, place).toMatch(/^sha512-[\w+/]{86}==$/);
  }
  const asked = JSON.parse(read("docs/package.json")) as Manifest & { readonly private: boolean };
  expect([asked.private, asked.dependencies]).toEqual([true, undefined]);
  for (const [name, range] of Object.entries(asked.devDependencies)) {
    expect(range, name).toMatch(/^\^?\d+\.\d+\.\d+$/);
    expect(read("docs/dependencies.md").split("\n## What is checked")[0]).toContain(`**${name}**`);
  }
  expect(read("docs/.npmrc")).toContain("ignore-scripts=true");
});

test("no dependency is named by a place or an open range", () => {
  for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
    expect(range, name).toMatch(/^\^?\d+\.\d+\.\d+$/);
});

test("one package that is shipped may run a script when it is installed, and ours has none", () => {
  const running = entries.filter(
    ([, { dev, hasInstallScript }]) => dev !== true && hasInstallScript === true,
  );
  expect(running.map(([place]) => place)).toEqual(["node_modules/better-sqlite3"]);
  for (const script of ["preinstall", "install", "postinstall"])
    expect(manifest.scripts).not.toHaveProperty(script);
});

test("docs/dependencies.md gives a reason for every dependency, and for nothing else", () => {
  const page = read("docs/dependencies.md");
  const rows = page
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (?:package|---)/.test(line))
    .map((line) => line.split("|").map((part) => part.trim()));
  for (const row of rows) for (const part of row.slice(1, -1)) expect(part, row.join("|")).not.toBe("");
  const reasoned = rows.flatMap(([, names = ""]) => names.split(", "));
  expect(reasoned.toSorted()).toEqual(Object.keys(manifest.dependencies).toSorted());
  const development = page.slice(page.indexOf("\nFor development:"));
  const named = Object.keys(manifest.devDependencies).filter((name) => !name.startsWith("@types/"));
  for (const name of named) expect(development).toContain(name);
});

test("npm run sbom lists everything that an install brings, each with its digest", () => {
  expect(manifest.scripts["sbom"]).toBe("node sbom.js");
  const printed = execFileSync(process.execPath, ["sbom.js"], { cwd: root }).toString();
  const bom = JSON.parse(printed) as {
    readonly bomFormat: string;
    readonly components: readonly {
      readonly "bom-ref": string;
      readonly purl: string;
      readonly hashes: readonly { readonly content: string }[];
    }[];
    readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  };
  expect(bom.bomFormat).toBe("CycloneDX");
  const shipped = entries.filter(([, { dev }]) => dev !== true);
  const purls = shipped.map(([place, { version }]) => {
    const name = place.split("node_modules/").at(-1)!;
    return `pkg:npm/${name.replace("@", "%40")}@${version}`;
  });
  expect(bom.components.map(({ purl }) => purl)).toEqual(purls);
  for (const { hashes } of bom.components) expect(hashes[0]?.content).toMatch(/^[\da-f]{128}$/);
  // Whatever is named by another is there, and whatever is there is named.
  const named = new Set(bom.dependencies.flatMap(({ dependsOn }) => dependsOn));
  expect([...named].toSorted()).toEqual(bom.components.map((one) => one["bom-ref"]).toSorted());
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Workflow {
  readonly permissions?: object;
  readonly jobs: Readonly<Record<string, { readonly permissions?: object; readonly steps: readonly Step[] }>>;
}

test("the release workflow publishes with provenance, from a lockfile, with no more rights than that takes", () => {
  const workflow = parse(read(".github/workflows/release.yml")) as Workflow;
  expect(workflow.permissions).toEqual({});
  const { publish } = workflow.jobs;
  expect(publish?.permissions).toEqual({ contents: "read", "id-token": "write" });
  const commands = publish?.steps.flatMap(({ run }) => run ?? []) ?? [];
  expect(commands).toContain("npm ci");
  expect(commands.at(-1)).toMatch(/^npm publish .*--provenance/);
  for (const command of commands) {
    const [, script] = /^npm run (\S+)/.exec(command) ?? [];
    if (script !== undefined) expect(manifest.scripts).toHaveProperty(script);
  }
});

test("every action of a workflow is pinned to a commit", () => {
  const folder = ".github/workflows/";
  for (const file of readdirSync(new URL(folder, root))) {
    const { jobs } = parse(read(folder + file)) as Workflow;
    const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[\da-f]{40}$/);
  }
});

test("SECURITY.md says what is defended, against whom, what is not, and how to report", () => {
  const headings = [...read("SECURITY.md").matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    "Reporting",
    "What is worth attacking",
    "Who might, and what stops them",
    "What is not defended",
    "Versions",
  ]);
});
