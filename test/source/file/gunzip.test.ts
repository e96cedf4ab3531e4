import { readdirSync, readlinkSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { stampFile } from "../../../src/source/file/still-file.ts";
import { readText } from "../../../src/source/file/text-file.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { named, textOf } from "./text-support.ts";

const large = Array.from({ length: 60_000 }, (_, index) => `e${index},${index * 7919}\n`).join("");

describe("a gzip file", () => {
  test("is known by its first bytes, whatever its name, and read as what it holds", async () => {
    const write = temporaryFolder();
    expect(await textOf(write("people.csv", gzipSync(large)))).toEqual({ text: large });
    expect(await textOf(write("plain.csv.gz", "id\n1\n"))).toEqual({ text: "id\n1\n" });
  });

  test("may hold several members, as when logs are appended", async () => {
    const members = [large, "", "a,b\n"].map((text) => gzipSync(text));
    expect(await textOf(temporaryFolder()("a.gz", Buffer.concat(members)))).toEqual({
      text: `${large}a,b\n`,
    });
  });

  test("holds any encoding", async () => {
    const bytes = gzipSync(Buffer.from("\uFEFFJörg\n", "utf16le"));
    expect(await textOf(temporaryFolder()("a.gz", bytes))).toEqual({ text: "Jörg\n" });
  });

  test("that is small or empty", async () => {
    const write = temporaryFolder();
    expect(await textOf(write("a.gz", gzipSync("x")))).toEqual({ text: "x" });
    expect(await textOf(write("b.gz", gzipSync("")))).toEqual({ text: "" });
    expect(await textOf(write("c.gz", ""))).toEqual({ text: "" });
  });
});

describe("is refused", () => {
  const whole = gzipSync(large);
  const short = "a.gz source.users.file: the gzip data ends too early; was the file cut short?";
  const trailing =
    "a.gz source.users.file: something that is not gzip follows the gzip data; is the file damaged?";

  test.each([2, 5, 12, Math.floor(whole.length / 2), whole.length - 9, whole.length - 1])(
    "when cut after %d bytes",
    async (length) => {
      const path = temporaryFolder()("a.gz", whole.subarray(0, length));
      expect((await textOf(path)).problem).toBe(short);
    },
  );

  test("when a later member is cut", async () => {
    const path = temporaryFolder()("a.gz", Buffer.concat([whole, whole.subarray(0, 20)]));
    expect((await textOf(path)).problem).toBe(short);
  });

  test.each([
    ["text", Buffer.from("xyz\n")],
    ["zeros", Buffer.alloc(3)],
    ["zeros and a member that zlib would pass over", Buffer.concat([Buffer.alloc(512), gzipSync("x")])],
    ["many zeros", Buffer.alloc(300_000)],
  ])("when %s follow", async (_, rest) => {
    const path = temporaryFolder()("a.gz", Buffer.concat([whole, rest]));
    expect((await textOf(path)).problem).toBe(trailing);
  });

  test("when zeros follow just where a piece ends", async () => {
    const member = gzipSync("x".repeat(65_536 - 18 - 5), { level: 0 });
    expect(member.length).toBe(65_536);
    const path = temporaryFolder()("a.gz", Buffer.concat([member, Buffer.alloc(9), gzipSync("y")]));
    expect((await textOf(path)).problem).toBe(trailing);
  });

  test("when its check sum is wrong", async () => {
    const damaged = Buffer.from(whole);
    damaged.writeUInt32LE(1, whole.length - 8);
    expect((await textOf(temporaryFolder()("a.gz", damaged))).problem).toBe(
      "a.gz source.users.file: the gzip data is damaged (incorrect data check)",
    );
  });
});

test("the file is closed when its reader walks away, also in the middle", async () => {
  if (process.platform !== "linux") return;
  const file = named(temporaryFolder()("a.gz", gzipSync(large)));
  for await (const { text } of readText(file, await stampFile(file), {})) if (text !== "") break;
  const open = readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
  expect(open).not.toContain(file.path);
});
