import { appendFileSync, existsSync, readdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pass } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type NamedFile, readStill, stampFile } from "../../../src/source/file/still-file.ts";
import { csvSource, readAll, readMemberships } from "../csv/directory.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { refusal } from "./text-support.ts";

const large = `id,teams\n${"e1,sales\n".repeat(100_000)}`;
const moved = "changed while it was read; run again when whatever writes it has finished";

/** Reads all of `file`, and calls `meddle` after the first batch. */
async function readWhile(file: string, meddle: () => void): Promise<void> {
  let batches = 0;
  for await (const batch of csvSource({ users: { files: [file], key: "id" } }).records()) {
    if (batches === 0) meddle();
    batches += batch.kind === "users" ? 1 : 0;
  }
}

describe("a file that is written to while it is read", () => {
  test.each<[string, (file: string) => void]>([
    ["grows", (file) => appendFileSync(file, "e2,ops\n")],
    ["shrinks", (file) => writeFileSync(file, large.slice(0, -9))],
    ["is rewritten in place", (file) => writeFileSync(file, large.replaceAll("sales", "SALES"))],
    ["is emptied", (file) => writeFileSync(file, "")],
    ["is touched", (file) => utimesSync(file, 1, 1)],
  ])("%s", async (_, meddle) => {
    const file = temporaryFolder()("people.csv", large);
    expect((await refusal(readWhile(file, () => meddle(file))))[0]).toBe(
      `people.csv source.users.file: ${moved}`,
    );
  });

  test("is replaced by another of the same size and time", async () => {
    const write = temporaryFolder();
    const [file, other] = [write("people.csv", large), write("other.csv", large)];
    for (const path of [file, other]) utimesSync(path, 1000, 1000);
    expect(await refusal(readWhile(file, () => renameSync(other, file)))).toEqual([
      `people.csv source.users.file: ${moved}`,
    ]);
  });

  test("is small enough to be read in one piece", async () => {
    const file = temporaryFolder()("people.csv", "id\n1\n");
    expect(await refusal(readWhile(file, () => appendFileSync(file, "2\n")))).toEqual([
      `people.csv source.users.file: ${moved}`,
    ]);
  });

  test("is said to have changed even where the CSV broke first", async () => {
    const file = temporaryFolder()("people.csv", large);
    const problems = await refusal(
      readWhile(file, () => writeFileSync(file, 'id,teams\n"'.padEnd(large.length, 'x"'))),
    );
    expect(problems[0]).toBe(`people.csv source.users.file: ${moved}`);
    expect(problems[1]).toMatch(/^people\.csv:\d+:\d+ /);
  });

  test("moves between the two readings for a list column", async () => {
    const file = temporaryFolder()("people.csv", "id,teams\n1,sales\n");
    const source = csvSource({
      users: { files: [file], key: "id", groups: { column: "teams", separator: ";" } },
    });
    expect((await readAll(source)).memberships).toHaveLength(1);
    writeFileSync(file, "id,teams\n1,SALES\n");
    expect(await refusal(readMemberships(source))).toEqual([`people.csv source.users.file: ${moved}`]);
  });

  test("is a file that was read before the others were", async () => {
    const write = temporaryFolder();
    const people = write("people.csv", "id\n1\n");
    const users = { files: [people], key: "id" };
    const memberships = { files: [write("members.csv", "g,m\nx,1\n")], group: "g", member: "m" };
    const source = csvSource({ users, memberships });
    const read = (async () => {
      for await (const batch of source.records()) expect(batch.kind).not.toBe("memberships");
      for await (const batch of source.memberships())
        if (batch.memberships.length > 0) writeFileSync(people, "id\n2\n");
    })();
    expect(await refusal(read)).toEqual([`people.csv source.users.file: ${moved}`]);
  });

  test("vanishes", async () => {
    const write = temporaryFolder();
    const file = write("people.csv", large);
    const read = readWhile(file, () => renameSync(file, write("gone.csv")));
    expect(await refusal(read)).toEqual([`people.csv source.users.file: ${file} does not exist`]);
  });
});

test("a file that holds still is read", async () => {
  const file = temporaryFolder()("people.csv", large);
  expect((await readAll(csvSource({ users: { files: [file], key: "id" } }))).users).toHaveLength(100_000);
});

function named(path: string): NamedFile {
  return { path, display: "people.csv", setting: "source.users.file" };
}

const descriptors = "/proc/self/fd";

describe("a file that is read ahead", () => {
  const text = Array.from({ length: 40 }, (_, n) => `chunk ${String(n).padStart(2, "0")}`).join("");
  test("gives each chunk for as long as it is used", async () => {
    const file = named(temporaryFolder()("people.csv", text));
    const chunks: string[] = [];
    for await (const chunk of readStill(file, await stampFile(file), 8)) {
      const [before] = [chunk.toString(), await pass(1)];
      expect(chunk.toString()).toBe(before);
      chunks.push(before);
    }
    expect(chunks).toHaveLength(40);
    expect(chunks.join("")).toBe(text);
  });
  test.runIf(existsSync(descriptors))("is let go of in the middle", async () => {
    const file = named(temporaryFolder()("people.csv", text));
    const before = readdirSync(descriptors).length;
    for await (const chunk of readStill(file, await stampFile(file), 8)) {
      expect(chunk.toString()).toBe("chunk 00");
      break;
    }
    expect(readdirSync(descriptors)).toHaveLength(before);
  });
  test("cannot be read at all", async () => {
    const write = temporaryFolder();
    const file = named(write("people.csv", text));
    const stamp = await stampFile(file);
    const reading = readStill({ ...file, path: dirname(file.path) }, stamp, 8);
    await expect(reading.next()).rejects.toMatchObject({
      problem: { message: expect.stringMatching(/cannot be read \(EISDIR\)$/) },
    });
  });
});
