import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("..", import.meta.url);

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

test("npm pack gives what a user needs, and nothing else", () => {
  const listed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const answer = JSON.parse(listed.toString()) as readonly Packed[] | Readonly<Record<string, Packed>>;
  const [packed] = Object.values(answer) as readonly Packed[];
  const paths = packed?.files.map(({ path }) => path) ?? [];
  for (const needed of [
    "bin/package.json",
    "bin/program.js",
    "bin/scimsync.js",
    "dist/program/main.cjs",
    "dist/program/LICENSES",
    "dist/index.js",
    "dist/index.d.ts",
    "dist/cli/main.js",
    "connectors/generic.yaml",
    "schema/config.schema.json",
    "examples/library/own-source/run.js",
    "examples/mappings/docker-hub/docker-hub.mapping-test.yaml",
    "examples/acme/demo.js",
    "config.example.yaml",
    "docs/man/scimsync.1",
    "README.md",
    "LICENSE",
  ]) {
    expect(paths).toContain(needed);
  }
  const others =
    /^(bin|dist|connectors|schema|docs\/man|examples\/(?:acme|library|mappings|three-lines))\/|^(package\.json|config\.example\.yaml|README\.md|LICENSE|CHANGELOG\.md)$/;
  expect(paths.filter((path) => !others.test(path))).toEqual([]);
});

test("man finds the page after an installation for the whole machine", () => {
  const { man } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
    readonly man: unknown;
  };
  // npm links none that is named by a text alone.
  expect(man).toEqual(["docs/man/scimsync.1"]);
});

test("every package that the code imports is a dependency", () => {
  const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly peerDependencies: Readonly<Record<string, string>>;
  };
  const imports = execFileSync(
    "grep",
    [
      "-rhoE",
      '(from |import\\(|createRequire\\(import[.]meta[.]url\\)\\()"[^."][^"]*"',
      "dist",
      "--include=*.js",
    ],
    {
      cwd: root,
    },
  );
  const names = new Set(
    imports
      .toString()
      .trim()
      .split("\n")
      .map((line) => line.slice(line.indexOf('"') + 1, -1)),
  );
  const packages = [...names].filter((name) => !name.startsWith("node:"));
  expect(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).sort()).toEqual(
    packages.sort(),
  );
});

test("every package that the program contains has its licence beside it", () => {
  const program = new URL("dist/program/", root);
  const texts = readdirSync(program)
    .filter((name) => name.endsWith(".cjs"))
    .map((name) => readFileSync(new URL(name, program), "utf8"));
  const places = texts.flatMap((text) => [
    ...text.matchAll(/^\/\/ \S*\/?node_modules\/((?:@[^/]+\/)?[^/]+)\//gm),
  ]);
  const bundled = [...new Set(places.map(([, name]) => name!))].toSorted();
  expect(bundled).toEqual(expect.arrayContaining(["commander", "p-queue", "yaml", "zod"]));
  const licences = readFileSync(new URL("LICENSES", program), "utf8");
  const named = [...licences.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \([\w.-]+\)$/gm)].map(([, name]) => name!);
  expect(named.toSorted()).toEqual(bundled);
});
