import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Check } from "../../../src/source/expect.ts";
import type { FileOptions } from "../../../src/source/file/file-options.ts";
import { temporaryFolder } from "../file/temporary-folder.ts";
import { refusal } from "../file/text-support.ts";
import { csvSource, readAll, readMemberships } from "./directory.ts";

async function keys(content: string | Uint8Array, options: FileOptions = {}): Promise<readonly string[]> {
  const file = temporaryFolder()("people.csv", content);
  const { users } = await readAll(csvSource({ users: { files: [file], key: "näme" }, ...options }));
  return users.map(({ key }) => key);
}

describe("encodings", () => {
  test("by a mark, stated, and zipped", async () => {
    const text = "näme,x\nJörg,1\n";
    const utf16 = Buffer.from(`\uFEFF${text}`, "utf16le");
    expect(await keys(utf16)).toEqual(["Jörg"]);
    expect(await keys(gzipSync(utf16))).toEqual(["Jörg"]);
    expect(await keys(Buffer.from(text, "utf16le"), { encoding: "utf-16" })).toEqual(["Jörg"]);
    expect(await keys(Buffer.from(text, "latin1"), { encoding: "latin1" })).toEqual(["Jörg"]);
    expect(await keys(Buffer.from(`${text}\x8Aw,2\n`, "latin1"), { encoding: "windows-1252" })).toEqual([
      "Jörg",
      "Šw",
    ]);
  });

  test("a fault stands where it is", async () => {
    const bytes = Buffer.from("näme,x\nJ\x81rg,1\n", "latin1");
    expect(await refusal(keys(bytes, { encoding: "windows-1252" }))).toEqual([
      "people.csv:2:2 the byte 0x81 is no character of windows-1252; is the file in another encoding?",
    ]);
  });

  test("a zipped file that is cut is refused", async () => {
    expect(await refusal(keys(gzipSync("näme,x\nJörg,1\n").subarray(0, -3)))).toEqual([
      "people.csv source.users.file: the gzip data ends too early; was the file cut short?",
    ]);
  });
});

function waive(check: Check): string {
  return `; if that is right, go on this once with --accept ${check}`;
}

const people = "id,name\n1,x\n2,y\n3,z\n";
function source(
  write: (name: string, content?: string) => string,
  proof: FileOptions["proof"],
  ...accepted: Check[]
) {
  const users = { files: [write("people.csv")], key: "id", filter: "(!(id=2))" };
  const memberships = { files: [write("members.csv")], group: "g", member: "m" };
  const groups = { files: [write("groups.csv")], key: "g", name: "g" };
  return csvSource(
    { users, groups, memberships, ...(proof !== undefined && { proof }) },
    { accepted: new Set(accepted) },
  );
}

describe("proofs", () => {
  test("count all rows of each file, also those a filter leaves out", async () => {
    const write = temporaryFolder();
    for (const [name, content, rows] of [
      ["people.csv", people, 3],
      ["groups.csv", "g\nx\n", 1],
      ["members.csv", "g,m\nx,1\nx,3\n", 2],
    ] as const) {
      write(name, content);
      write(`${name}.rows`, `${rows}\n`);
    }
    const proof = { rows: "{file}.rows" };
    expect((await readAll(source(write, proof))).memberships).toHaveLength(2);
    write("people.csv.rows", "4");
    write("members.csv.rows", "5");
    const read = source(write, proof);
    expect(await refusal(readAll(read))).toEqual([
      `people.csv expect.rows: the file has 3 records, but people.csv.rows says 4${waive("rows")}`,
    ]);
    expect(await refusal(readMemberships(read))).toEqual([
      `members.csv expect.rows: the file has 2 records, but members.csv.rows says 5${waive("rows")}`,
    ]);
    expect((await readAll(source(write, proof, "rows"))).memberships).toHaveLength(2);
  });

  test("hold the trailer back in each walk through a file", async () => {
    const write = temporaryFolder();
    write("people.csv", `${people}END 3\n`);
    write("groups.csv", "g\nx\nEND 1");
    write("members.csv", "g,m\nx,1\nx,3\nEND 2\n");
    const proof = { trailer: "END {rows}" };
    const { users, memberships } = await readAll(source(write, proof));
    expect([users.length, memberships.length]).toEqual([2, 2]);
    write("people.csv", `${people}END 4\n`);
    expect(await refusal(readAll(source(write, proof)))).toEqual([
      `people.csv expect.trailer: the file has 3 records, but its trailer says 4${waive("trailer")}`,
    ]);
    expect((await readAll(source(write, proof, "trailer"))).users).toHaveLength(2);
    write("people.csv", people);
    expect(await refusal(readAll(source(write, proof)))).toEqual([
      `people.csv:4:1 expect.trailer: the last line is not the trailer "END {rows}", so the file may have been cut short${waive("trailer")}`,
    ]);
    expect((await readAll(source(write, proof, "trailer"))).users).toHaveLength(2);
  });

  test("see a last line that is cut, with its place", async () => {
    const write = temporaryFolder();
    write("people.csv", people.slice(0, -1));
    write("groups.csv", "g\nx\n");
    write("members.csv", "g,m\n");
    const proof = { finalNewline: true };
    expect(await refusal(readAll(source(write, proof)))).toEqual([
      `people.csv:4:4 expect.finalNewline: the last line does not end in a newline, so the file may have been cut short${waive("finalNewline")}`,
    ]);
    expect((await readAll(source(write, proof, "finalNewline"))).users).toHaveLength(2);
    expect((await readAll(source(write, undefined))).users).toHaveLength(2);
  });

  test("compare digests before anything is parsed", async () => {
    const write = temporaryFolder();
    for (const [name, content] of [
      ["people.csv", people],
      ["groups.csv", "g\n"],
      ["members.csv", "g,m\n"],
    ] as const) {
      write(name, content);
      write(`${name}.sha256`, createHash("sha256").update(content).digest("hex"));
    }
    const proof = { sha256: "{file}.sha256" };
    expect(await source(write, proof).files()).toHaveLength(3);
    const said = "0".repeat(64);
    const found = createHash("sha256").update(people).digest("hex");
    write("people.csv.sha256", said);
    expect(await refusal(source(write, proof).files())).toEqual([
      `people.csv expect.sha256: the sha256 of the file is ${found}, but people.csv.sha256 says ${said}${waive("sha256")}`,
    ]);
    expect(await source(write, proof, "sha256").files()).toHaveLength(3);
  });
});
