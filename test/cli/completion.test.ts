import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runHere } from "./in-process.ts";

function config(...targets: readonly string[]): string {
  const lines = targets.flatMap((id) => [`  ${id}: # a target`, "    connector: generic", ""]);
  return ["source:", "  type: csv", "targets:", ...lines, "notify:", "  - on: [failure]", ""].join("\n");
}

/** What bash offers for a command line whose last word is begun. */
function offered(script: string, line: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-completion-"));
  try {
    writeFileSync(join(folder, "script"), script);
    writeFileSync(join(folder, "people.csv"), "");
    writeFileSync(join(folder, "scimsync.yaml"), config("my-app", "my-other"));
    writeFileSync(join(folder, "else.yaml"), config("elsewhere").replaceAll("  ", "    "));
    const words = line
      .split(" ")
      .map((word) => `'${word}'`)
      .join(" ");
    const ask = `source ./script; COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _scimsync; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["-c", ask], { cwd: folder, encoding: "utf8" }).trim().split("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("bash completes commands, their commands, options, and the words that options take", async () => {
  const { stdout, code } = await runHere(["completion", "bash"]);
  expect(code).toBe(0);
  expect(offered(stdout, "scimsync sy")).toEqual(["sync"]);
  expect(offered(stdout, "scimsync groups p")).toEqual(["push", "pause"]);
  expect(offered(stdout, "scimsync sync --re").toSorted()).toEqual([
    "--reapply",
    "--reconcile",
    "--record",
    "--report",
  ]);
  expect(offered(stdout, "scimsync --log-format j")).toEqual(["json"]);
  expect(offered(stdout, "scimsync status --leaving --cause un")).toEqual(["unassigned"]);
  // After an option that takes a file, and where no word is known, files.
  expect(offered(stdout, "scimsync -c peo")).toEqual(["people.csv"]);
  expect(offered(stdout, "scimsync apply peo")).toEqual(["people.csv"]);
  // An argument that has the name of a command is none.
  expect(offered(stdout, "scimsync explain sync --js")).toEqual(["--json"]);
});

test("bash completes the targets of the config that is meant, and the connectors that are shipped", async () => {
  const { stdout } = await runHere(["completion", "bash"]);
  expect(offered(stdout, "scimsync sync my")).toEqual(["my-app", "my-other"]);
  expect(offered(stdout, "scimsync retry --target my-o")).toEqual(["my-other"]);
  expect(offered(stdout, "scimsync -c else.yaml sync e")).toEqual(["elsewhere"]);
  expect(offered(stdout, "scimsync -c none.yaml sync m")).toEqual([""]);
  expect(offered(stdout, "scimsync connectors show docker")).toEqual(["docker-hub"]);
  expect(offered(stdout, "scimsync sandbox --connector docker")).toEqual(["docker-hub"]);
});

test("every command stands in each script, and each shell that is there takes its own", async () => {
  const { stdout: help } = await runHere(["--help"]);
  const lists = help.slice(help.indexOf("Start:"), help.indexOf("Examples:"));
  const commands = [...lists.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name!);
  expect(commands).toContain("sync");
  for (const [shell, ...check] of [
    ["bash", "-n"],
    ["zsh", "-n"],
    ["fish", "--no-execute"],
  ] as const) {
    const { stdout } = await runHere(["completion", shell]);
    // Names of connectors, and a way to those of targets.
    expect(stdout).toContain("docker-hub");
    expect(stdout).toContain("awk");
    for (const command of commands.filter((name) => name !== "help"))
      expect(stdout).toMatch(new RegExp(`\\b${command}\\b`));
    const { status, stderr, error } = spawnSync(shell, check, { input: stdout, encoding: "utf8" });
    if (error === undefined) expect([status, stderr]).toEqual([0, ""]);
  }
  expect((await runHere(["completion", "tcsh"])).code).toBe(2);
});
