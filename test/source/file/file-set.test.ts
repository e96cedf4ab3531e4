import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { basename, dirname, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { nameFiles } from "../../../src/source/file/file-set.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { refusal } from "./text-support.ts";

function find(...patterns: readonly string[]) {
  return nameFiles(patterns, "source.users.file", (path) => basename(path));
}

async function names(...patterns: readonly string[]): Promise<readonly string[]> {
  return (await find(...patterns)).map(({ display }) => display);
}

describe("patterns", () => {
  test("give the files that match, sorted, with path, display and setting", async () => {
    const write = temporaryFolder();
    for (const name of ["b.csv", "a.csv", "c.txt", "B.csv", "sub/d.csv"]) write(name, "");
    expect(await find(write("*.csv"))).toEqual(
      ["B.csv", "a.csv", "b.csv"].map((name) => ({
        path: write(name),
        display: name,
        setting: "source.users.file",
      })),
    );
  });

  test("know ?, braces and two stars", async () => {
    const write = temporaryFolder();
    for (const name of ["p1.csv", "p2.csv", "p10.csv", "x/p1.csv", "x/y/p1.csv", "q.tsv"]) write(name, "");
    expect(await names(write("p?.csv"))).toEqual(["p1.csv", "p2.csv"]);
    expect(await names(write("{q,p10}.{csv,tsv}"))).toEqual(["p10.csv", "q.tsv"]);
    const folder = dirname(write("."));
    const below = await nameFiles([write("**/p1.csv")], "s", (path) => relative(folder, path));
    expect(below.map(({ display }) => display).length).toBe(3);
    expect(await names(write("x/*/p*.csv"))).toEqual(["p1.csv"]);
  });

  test("match no file that begins with a dot, but stand in folders that do", async () => {
    const write = temporaryFolder();
    for (const name of [".hidden.csv", "seen.csv", ".folder/a.csv"]) write(name, "");
    expect(await names(write("*.csv"))).toEqual(["seen.csv"]);
    expect(await names(write(".folder/*.csv"))).toEqual(["a.csv"]);
  });

  test("take other characters as they are, in folders and in names", async () => {
    const write = temporaryFolder();
    for (const name of ["[hr] (1)/a[1].csv", "[hr] (1)/a1.csv", "h/a1.csv", "!x+(a)@/b|c.csv"])
      write(name, "");
    expect(await names(write("[hr] (1)/a[1]*"))).toEqual(["a[1].csv"]);
    expect(await names(write("[hr] (1)/a*"))).toEqual(["a1.csv", "a[1].csv"]);
    expect(await names(write("!x+(a)@/b|?.csv"))).toEqual(["b|c.csv"]);
    expect(await names(write("*/a[1].csv"))).toEqual(["a[1].csv"]);
    expect(await names(write("[hr] (1)/a[1].csv"))).toEqual(["a[1].csv"]);
  });

  test("find plain files and links to them only", async () => {
    const write = temporaryFolder();
    write("a.csv", "");
    mkdirSync(write("folder.csv"));
    symlinkSync(write("a.csv"), write("link.csv"));
    if (process.platform === "linux") execFileSync("mkfifo", [write("pipe.csv")]);
    expect(await names(write("*.csv"))).toEqual(["a.csv", "link.csv"]);
  });

  test("do not pass over a link that leads nowhere", async () => {
    const write = temporaryFolder();
    write("a.csv", "");
    symlinkSync(write("gone"), write("b.csv"));
    symlinkSync(write("gone"), write("other.txt"));
    expect(await refusal(find(write("*.csv")))).toEqual([
      `b.csv source.users.file: ${write("b.csv")} does not exist`,
    ]);
  });

  test("do not pass over a folder they may not look into", async () => {
    if (process.getuid?.() === 0) return;
    const write = temporaryFolder();
    write("a/x.csv", "");
    write("b/x.csv", "");
    chmodSync(write("b"), 0);
    try {
      expect(await refusal(find(write("*/x.csv")))).toEqual([
        `x.csv source.users.file: ${write("b")} may not be read by this account`,
      ]);
    } finally {
      chmodSync(write("b"), 0o700);
    }
  });
});

describe("a list", () => {
  test("keeps its order, each file once", async () => {
    const write = temporaryFolder();
    for (const name of ["b.csv", "a.csv", "c.csv"]) write(name, "");
    expect(await names(write("c.csv"), write("b.csv"), write("*.csv"))).toEqual(["c.csv", "b.csv", "a.csv"]);
  });

  test("tells of all that is not there, at once", async () => {
    const write = temporaryFolder();
    write("a.csv", "");
    const patterns = ["none.csv", "a.csv", "*.tsv", "no/*.csv", "."].map((name) => write(name));
    expect(await refusal(find(...patterns))).toEqual([
      `none.csv source.users.file: ${write("none.csv")} does not exist`,
      `*.tsv source.users.file: no file matches ${write("*.tsv")}`,
      `*.csv source.users.file: ${write("no")} does not exist`,
      `${basename(write("."))} source.users.file: ${write(".")} is not a file`,
    ]);
  });
});
