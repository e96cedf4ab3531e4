import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** The TypeScript of a page, section by section: what stands under one heading is one program. */
function programsOf(page: string): ReadonlyMap<string, string> {
  const sections = readFileSync(join(root, page), "utf8").split(/^## /m).slice(1);
  const programs = sections.map((section) => {
    const blocks = [...section.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);
    const name = section.slice(0, section.indexOf("\n")).toLowerCase().replaceAll(/\W+/g, "-");
    return [`${name}.ts`, blocks.join("\n")] as const;
  });
  return new Map(programs.filter(([, code]) => code !== ""));
}

const settings = {
  compilerOptions: {
    module: "nodenext",
    moduleResolution: "nodenext",
    target: "es2023",
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    types: ["node"],
  },
  include: ["*.ts"],
};

/** Types that a program relies on: what is given up here breaks it. */
const relied = `import {
  exitCodes, type FinishedEvent, type RunReport, type Store, type SyncEvent, syncing, type LoadedConfig,
} from "scimsync";
export async function last(loaded: LoadedConfig, store: Store): Promise<readonly RunReport[]> {
  const run: AsyncGenerator<SyncEvent, FinishedEvent, undefined> = syncing(loaded, store);
  for (let step = await run.next(); ; step = await run.next()) {
    if (step.done === true) return step.value.reports;
    const kind: "reading" | "planned" | "operation" | "missed" | "report" | "warning" | "finished" = step.value.kind;
    if (kind === "finished") return [];
  }
}
export const held: 4 = exitCodes.held;
// @ts-expect-error -- a key is a text
syncing({} as LoadedConfig, {} as Store, { keys: [1] });
`;

test("docs/library.md, and a strict program, compile against the types of the package", () => {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-consumer-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules/scimsync"));
  for (const name of ["@types/node", "undici-types"])
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  const programs = programsOf("docs/library.md");
  expect(programs.size).toBeGreaterThanOrEqual(7);
  const files = new Map([
    ...programs,
    ["relied.ts", relied],
    ["package.json", '{ "type": "module" }'],
    ["tsconfig.json", JSON.stringify(settings)],
  ]);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const tsc = join(root, "node_modules/.bin/tsc");
  const { stdout, status } = spawnSync(tsc, ["-p", folder], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});
