import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { formatProblem } from "../../../src/errors.ts";
import { digestFiles } from "../../../src/source/file/digest.ts";
import type { FileOptions } from "../../../src/source/file/file-options.ts";
import { checkRowCount } from "../../../src/source/file/row-count.ts";
import { FileFault, stampFile } from "../../../src/source/file/still-file.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { named, refusal, textOf } from "./text-support.ts";

const content = "id\n1\n2\n";
const digest = createHash("sha256").update(content).digest("hex");
const other = createHash("sha256").update("other").digest("hex");

async function checkSide(side: string, name = "people.csv.sha256"): Promise<readonly string[]> {
  const write = temporaryFolder();
  const file = named(write("people.csv", content));
  write("people.csv.sha256", side);
  const result = digestFiles([file], { sha256: name });
  return result.then(
    ([found]) => [found!.sha256],
    () => refusal(result),
  );
}

describe("expect.sha256", () => {
  test.each([
    ["a bare digest", digest],
    ["in capitals, with spaces", `  ${digest.toUpperCase()} \r\n`],
    ["a line of sha256sum", `${digest}  people.csv\n`],
    ["read as binary", `${digest} *people.csv\n`],
    ["a single line with the name it had elsewhere", `${digest}  /export/tmp.csv\n`],
    ["the line of this file among others", `${other}  groups.csv\n${digest}  people.csv\n${other}  x\n`],
    ["by path before by name", `${other}  elsewhere/people.csv\n${digest}  ./people.csv\n`],
    ["by name when no path is that of the file", `${other}  x.csv\n${digest}  /export/people.csv\n`],
    ["the tagged form", `SHA256 (groups.csv) = ${other}\nSHA256 (people.csv) = ${digest}\n`],
  ])("takes %s", async (_, side) => {
    expect(await checkSide(side)).toEqual([digest]);
  });

  test.each([
    [`${other}  people.csv\n`, `the sha256 of the file is ${digest}, but people.csv.sha256 says ${other}`],
    ["", "people.csv.sha256 holds no sha256, which is 64 digits from 0 to f"],
    [`${digest}0  people.csv`, "people.csv.sha256 holds no sha256, which is 64 digits from 0 to f"],
    [`${digest}  a\n${digest}  b\n`, "people.csv.sha256 holds no line for people.csv"],
    [`${digest}\n${digest}\n`, "people.csv.sha256 holds no line for people.csv"],
    ["x".repeat(1_048_577), "people.csv.sha256 is too large to be a side file"],
  ])("refuses %.80j", async (side, message) => {
    expect(await checkSide(side)).toEqual([
      `people.csv expect.sha256: ${message}; if that is right, go on this once with --accept sha256`,
    ]);
  });

  test("names its side file by the file or relative to its folder", async () => {
    for (const name of ["{file}.sha256", "./people.csv.sha256"])
      expect(await checkSide(digest, name)).toEqual([digest]);
    const write = temporaryFolder();
    const files = ["a.csv", "b.csv"].map((name) => named(write(name, content)));
    write("sums/a.csv.txt", digest);
    expect(await refusal(digestFiles(files, { sha256: "sums/{file}.txt" }))).toEqual([
      "b.csv expect.sha256: sums/b.csv.txt does not exist; if that is right, go on this once with --accept sha256",
    ]);
  });

  test("is of the file as it lies there, zipped or not", async () => {
    const write = temporaryFolder();
    const zipped = gzipSync(content);
    write("SHA256SUMS", `${createHash("sha256").update(zipped).digest("hex")}  people.csv.gz\n`);
    const [found] = await digestFiles([named(write("people.csv.gz", zipped))], { sha256: "SHA256SUMS" });
    expect(found).toMatchObject({ file: "people.csv.gz", bytes: zipped.length });
  });

  test("tells of all files at once, with those that cannot be read", async () => {
    const write = temporaryFolder();
    const [a, b] = [named(write("a.csv", content)), named(write("b.csv"))];
    expect(await refusal(digestFiles([a, b, a], { sha256: "{file}.sha256" }))).toEqual([
      "a.csv expect.sha256: a.csv.sha256 does not exist; if that is right, go on this once with --accept sha256",
      `b.csv source.users.file: ${b.path} does not exist`,
    ]);
  });
});

async function countProblem(
  path: string,
  rows: number,
  proof: FileOptions["proof"],
): Promise<string | undefined> {
  const file = named(path);
  const problem = await checkRowCount(
    file,
    await stampFile(file),
    rows,
    proof === undefined ? {} : { proof },
  );
  return problem === undefined ? undefined : formatProblem(problem);
}

describe("expect.rows", () => {
  test.each(["2", "2\n", "rows: 2 of people.csv 7\n", "\uFEFF 002"])("takes %j", async (side) => {
    const write = temporaryFolder();
    write("people.csv.rows", side);
    const proof = { rows: "{file}.rows" };
    expect(await countProblem(write("people.csv", content), 2, proof)).toBeUndefined();
    expect(await countProblem(write("people.csv", content), 1, proof)).toBe(
      `people.csv expect.rows: the file has 1 record, but people.csv.rows says ${/\d+/.exec(side)![0]}; if that is right, go on this once with --accept rows`,
    );
  });

  test("refuses a side file without a number, and none", async () => {
    const write = temporaryFolder();
    const path = write("people.csv", content);
    write("count", "many");
    expect(await countProblem(path, 2, { rows: "count" })).toBe(
      "people.csv expect.rows: count holds no number; if that is right, go on this once with --accept rows",
    );
    expect(await countProblem(path, 2, { rows: "gone" })).toBe(
      "people.csv expect.rows: gone does not exist; if that is right, go on this once with --accept rows",
    );
    expect(await countProblem(path, 2, undefined)).toBeUndefined();
  });
});

function missing(trailer: string): string {
  return `expect.trailer: the last line is not the trailer ${JSON.stringify(trailer)}, so the file may have been cut short; if that is right, go on this once with --accept trailer`;
}

describe("expect.trailer", () => {
  test.each(["END 2", "END 2\n", " END 2 \r\n\n  \n", "END 2".padEnd(60_000, "\n")])(
    "is not read as a record: %.20j",
    async (end) => {
      const path = temporaryFolder()("people.csv", `${content}${end}`);
      expect(await textOf(path, { proof: { trailer: "END {rows}" } })).toEqual({ text: content });
      expect(await countProblem(path, 2, { trailer: "END {rows}" })).toBeUndefined();
    },
  );

  test("is not there: the line in its place is not read, and that is where the fault is", async () => {
    const trailer = "END {rows}";
    for (const end of ["END", "END two", "END 2 x", "xEND 2", "3", "END -2"])
      expect(
        await textOf(temporaryFolder()("people.csv", `${content}${end}\n`), { proof: { trailer } }),
      ).toEqual({ text: content, fault: missing(trailer) });
    expect(await textOf(temporaryFolder()("people.csv", "\n \n"), { proof: { trailer } })).toMatchObject({
      fault: missing(trailer),
    });
    expect(await textOf(temporaryFolder()("people.csv", ""), { proof: { trailer } })).toEqual({
      text: "",
      fault: missing(trailer),
    });
  });

  test("takes its text as it stands", async () => {
    const trailer = "*** (end) {rows}/{rows}? [x] $1.^";
    const write = temporaryFolder();
    const good = write("a.csv", `${content}*** (end) 2/2? [x] $1.^`);
    expect(await textOf(good, { proof: { trailer } })).toEqual({ text: content });
    expect(
      (await textOf(write("b.csv", `${content}* (end) 2/2? [x] $1.^`), { proof: { trailer } })).fault,
    ).toBe(missing(trailer));
    expect(await textOf(write("c.csv", `${content}EOF`), { proof: { trailer: "EOF" } })).toEqual({
      text: content,
    });
    expect(await countProblem(write("c.csv"), 7, { trailer: "EOF" })).toBeUndefined();
  });

  test("says another number", async () => {
    const write = temporaryFolder();
    for (const bytes of [`${content}END 3\n`, gzipSync(`${content}END 3\n`)])
      expect(await countProblem(write("people.csv", bytes), 2, { trailer: "END {rows}" })).toBe(
        "people.csv expect.trailer: the file has 2 records, but its trailer says 3; if that is right, go on this once with --accept trailer",
      );
  });

  test("that is accepted as it is proves nothing, and is a record only when it has another form", async () => {
    const proof = { trailer: "END {rows}", trailerUnchecked: true };
    const write = temporaryFolder();
    const path = write("people.csv", `${content}END 3\n`);
    expect(await textOf(path, { proof })).toEqual({ text: content });
    expect(await countProblem(path, 2, proof)).toBeUndefined();
    expect(await textOf(write("people.csv", content), { proof })).toEqual({ text: content });
  });

  test("is found at the end of a large file, wherever that is cut into pieces", async () => {
    const line = "a line of text that is repeated\n";
    for (const extra of [0, 1, 5, 20, 26, 27, 28, 31]) {
      const large = `${"x".repeat(extra)}${line.repeat(2048)}`;
      const path = temporaryFolder()("people.csv", `${large}END 2048\n\n`);
      expect(await textOf(path, { proof: { trailer: "END {rows}" } })).toEqual({ text: large });
    }
  });

  test("is no tail of a line that is longer than any trailer", async () => {
    const trailer = "END";
    for (const length of [65_533, 65_534, 65_536, 131_072, 200_000]) {
      for (const end of ["END", "END\n", "END\n\n"]) {
        const text = `${content}${"x".repeat(length)}${end}`;
        const whole = await textOf(temporaryFolder()("people.csv", text), { proof: { trailer } });
        expect(whole.fault).toBe(missing(trailer));
        expect(text.startsWith(whole.text)).toBe(true);
      }
      const text = `${content}${"x".repeat(length)}\n`;
      const path = temporaryFolder()("people.csv", `${text}END\n`);
      expect(await textOf(path, { proof: { trailer } })).toEqual({ text });
    }
  });

  test("gives way to what is wrong before it", async () => {
    const bytes = Buffer.from(`${content}a\xFF\nEND 2\n`, "latin1");
    expect(
      await textOf(temporaryFolder()("people.csv", bytes), { proof: { trailer: "END {rows}" } }),
    ).toMatchObject({ text: `${content}a`, fault: expect.stringContaining("0xFF") });
  });

  test("cannot be read again when the file has changed", async () => {
    const file = named(temporaryFolder()("people.csv", `${content}END 2\n`));
    const stamp = await stampFile(file);
    appendFileSync(file.path, "END 3\n");
    await expect(checkRowCount(file, stamp, 2, { proof: { trailer: "END {rows}" } })).rejects.toThrow(
      FileFault,
    );
  });
});

describe("expect.finalNewline", () => {
  const proof = { finalNewline: true };
  const fault =
    "expect.finalNewline: the last line does not end in a newline, so the file may have been cut short; if that is right, go on this once with --accept finalNewline";

  test("sees the file that ends without", async () => {
    const write = temporaryFolder();
    expect(await textOf(write("a.csv", "id\n1"), { proof })).toEqual({ text: "id\n1", fault });
    expect(await textOf(write("a.csv", "id\r\n1\r"), { proof })).toEqual({ text: "id\r\n1\r", fault });
    expect(await textOf(write("a.csv", "id\n1\n"), { proof })).toEqual({ text: "id\n1\n" });
    expect(await textOf(write("a.csv", "id\n1"), { proof: { finalNewline: false } })).toEqual({
      text: "id\n1",
    });
  });

  test("goes with a trailer", async () => {
    const write = temporaryFolder();
    const both = { ...proof, trailer: "END" };
    expect(await textOf(write("a.csv", "id\nEND\n"), { proof: both })).toEqual({ text: "id\n" });
    expect(await textOf(write("a.csv", "id\nEND"), { proof: both })).toEqual({ text: "id\nEND", fault });
  });
});
