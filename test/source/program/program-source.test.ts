import { readdirSync } from "node:fs";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { formatProblem, SourceError } from "../../../src/errors.ts";
import { aliasBy } from "../../../src/source/alias.ts";
import { createProgramSource } from "../../../src/source/program/program-source.ts";
import type { ProgramRecord, ProgramSource } from "../../../src/source/program/program-record.ts";
import type { ReaderContext } from "../../../src/source/reader-context.ts";
import type { DirectorySource } from "../../../src/source/source.ts";
import { temporaryFolder } from "../ldap/temporary-folder.ts";

const context: ReaderContext = {
  displayName: (path) => path,
  userAliases: ["mail"],
  groupAliases: ["name"],
  binaries: [],
  accepted: new Set(),
};

const end = { kind: "end" } as const;

function open(read: ProgramSource): DirectorySource {
  const source = createProgramSource("hr", read, context);
  onTestFinished(() => source.close());
  return source;
}

/** Opens what a program in JavaScript may well give. */
function openAny(...given: readonly unknown[]): DirectorySource {
  return open(() => given as ProgramRecord[]);
}

function user(more: object = {}): object {
  return { kind: "user", key: "1", attributes: {}, ...more };
}

async function batchesOf<Batch>(batches: AsyncIterable<Batch>): Promise<readonly Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

async function refusal(source: DirectorySource): Promise<readonly string[]> {
  const error: unknown = await source.files().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(SourceError);
  return (error as SourceError).problems.map(formatProblem);
}

/** More records than places of their own. */
function* many() {
  for (let n = 1; n <= 10_002; n += 1) yield { ...user({ key: `${n}` }), where: `row ${n}` } as ProgramRecord;
  for (let n = 1; n <= 600; n += 1) yield user({ key: `x${n}` }) as ProgramRecord;
  yield { kind: "end", users: 10_602 } as const;
}

describe("what is handed over", () => {
  test("is read as from a file: names folded, texts trimmed, what is empty left out, aliases, places", async () => {
    const source = openAny(
      { kind: "membership", group: "g", member: "1" },
      user({
        key: " 1 ",
        attributes: {
          Mail: " ann@x.example ",
          Name: { First: "Ann\u2028Lee", Last: "" },
          since: new Date(Date.UTC(2020, 0, 2)),
          phones: ["1", "", null],
          n: 4,
          no: undefined,
          on: false,
        },
        where: "table\nperson",
        line: 17,
      }),
      user({ key: "2", where: "table person" }),
      { kind: "group", key: "g", name: "All", attributes: { NAME: "other", Site: "B" } },
      { kind: "membership", group: "g", member: "h", nested: true },
      end,
    );
    const [file] = await source.files();
    expect(file).toMatchObject({
      file: "program hr",
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const batches = await batchesOf(source.records());
    const records = batches.flatMap((batch) =>
      batch.kind === "names"
        ? []
        : batch.records.map((record) => ({
            at: `${batch.file}:${record.line}`,
            key: record.key,
            aliases: record.aliases,
            attributes: { ...record.attributes() },
          })),
    );
    expect(records).toEqual([
      {
        at: "table person:17",
        key: "1",
        aliases: [aliasBy("mail", "ann@x.example")],
        attributes: {
          mail: "ann@x.example",
          name: { first: "Ann\u2028Lee" },
          since: "2020-01-02T00:00:00.000Z",
          phones: ["1"],
          n: 4,
          on: false,
        },
      },
      { at: "table person:2", key: "2", aliases: [], attributes: {} },
      {
        at: "program hr:2",
        key: "g",
        aliases: [aliasBy("name", "All")],
        attributes: { name: "All", site: "B" },
      },
    ]);
    expect(batches.at(-1)).toEqual({
      kind: "names",
      stated: false,
      users: ["mail", "n", "name", "name.first", "on", "phones", "since"],
      groups: ["name", "site"],
    });
    // Both passes over memberships see the same.
    for (let pass = 0; pass < 2; pass += 1) {
      const memberships = await batchesOf(source.memberships());
      expect(memberships.flatMap((batch) => batch.memberships)).toEqual([
        { group: "g", member: "1", line: 1 },
        { group: "g", member: "h", nested: true, line: 3 },
      ]);
    }
  });

  test("is asked for once, has the digest of what it says, and is gone when the source is closed", async () => {
    const folder = temporaryFolder();
    let calls = 0;
    const read = (title: string) => () => {
      calls += 1;
      return [user({ attributes: { title } }) as ProgramRecord, end];
    };
    const digests: (string | undefined)[] = [];
    for (const title of ["a", "a", "b"]) {
      const source = open(read(title));
      digests.push((await source.files())[0]?.sha256);
      await batchesOf(source.records());
      expect((await source.files())[0]?.sha256).toBe(digests.at(-1));
      await source.close();
    }
    expect(calls).toBe(3);
    expect(digests[0]).toBe(digests[1]);
    expect(digests[1]).not.toBe(digests[2]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("may be much: batches stay small, and places beyond ten thousand texts are numbers", async () => {
    const batches = (await batchesOf(open(many).records())).filter((batch) => batch.kind === "users");
    expect(Math.max(...batches.map(({ records }) => records.length))).toBe(500);
    expect(new Set(batches.map(({ file }) => file)).size).toBe(10_001);
    const last = batches.at(-1);
    expect(`${last?.file}:${last?.records.at(-1)?.line}`).toBe("program hr:602");
  });
});

describe("what is not whole is refused", () => {
  test.each<[string, ProgramSource, string]>([
    [
      "ends without an end",
      () => [user() as ProgramRecord],
      "program hr ended without saying that this was all",
    ],
    ["is empty", () => [], "program hr ended without saying"],
    [
      "counts others at its end",
      () => [{ kind: "end", users: 3 }],
      "says at its end that there are 3 users, and gave 0",
    ],
    ["goes on after its end", () => [end, user() as ProgramRecord], 'gives "user" after its end'],
    [
      "throws on the way",
      async function* () {
        yield user() as ProgramRecord;
        await Promise.reject(new Error("connection reset"));
      },
      "program hr could not be read whole: connection reset",
    ],
    [
      "throws at once",
      () => {
        throw new Error("no such table");
      },
      "program hr could not be read whole: no such table",
    ],
    [
      "is nothing to iterate",
      (() => undefined) as unknown as ProgramSource,
      "program hr could not be read whole",
    ],
  ])("one that %s", async (_what, read, message) => {
    const folder = temporaryFolder();
    const problems = await refusal(open(read));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("what the program threw is the cause", async () => {
    const own = new Error("connection reset");
    async function* read() {
      yield user() as ProgramRecord;
      await Promise.reject(own);
    }
    await expect(open(read).files()).rejects.toMatchObject({ cause: own });
  });

  test("what the disk does not take is told with what to do", async () => {
    vi.stubEnv("TMPDIR", "/dev/full");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await refusal(openAny(end))).toEqual([
      "program hr what was handed over cannot be kept in /dev/full (ENOTDIR); make room, or point TMPDIR elsewhere",
    ]);
  });

  test("closing it gives up a read that hangs", async () => {
    const source = open(async function* () {
      yield user() as ProgramRecord;
      await new Promise(() => {});
    });
    const files = source.files();
    const closed = source.close();
    await expect(files).rejects.toThrow("the source was closed while it was read");
    await closed;
  });
});

describe("what is wrong names its place", () => {
  const own = new (class Person {
    readonly name = "Ann";
  })();
  const loop: { self?: unknown } = {};
  loop.self = loop;
  test.each<[unknown, string]>([
    [user({ key: "", where: "table person", line: 4 }), 'table person:4 "key" is missing or empty'],
    [user({ key: "a\u0007" }), 'program hr:1 "key" holds a control character'],
    [user({ key: "\ud800" }), 'program hr:1 "key" holds half of a surrogate pair'],
    [user({ key: 1n }), 'program hr:1 "key" is a bigint, not a text'],
    [{ kind: 1n }, "program hr:1 has the kind a bigint"],
    [user({ key: true }), 'program hr:1 "key" is a boolean, not a text or a whole number'],
    [user({ line: 0 }), 'program hr:1 "line" is no whole number'],
    [{ kind: "user", key: "1" }, 'program hr:1 "attributes" is missing'],
    [user({ attributes: [] }), 'program hr:1 "attributes" is no object'],
    [user({ attributes: new Map() }), 'program hr:1 "attributes" is an object of the class Map'],
    [user({ attributes: { name: { n: Number.NaN } } }), 'program hr:1 "name.n" is the number NaN'],
    [user({ attributes: { at: new Date("never") } }), 'program hr:1 "at" is a Date that is none'],
    [user({ attributes: { list: [1, own] } }), 'program hr:1 "list[1]" is an object of the class Person'],
    [user({ attributes: { big: 1n } }), 'program hr:1 "big" is a bigint'],
    [user({ attributes: loop }), "is nested too deeply, or holds itself"],
    [user({ attributes: { mail: "a", Mail: "b" } }), "program hr:1 two of its attributes have one name"],
    [user({ attributes: { mail: "a\u0000b" } }), "program hr:1 a text here holds a NUL"],
    [{ kind: "group", key: "g" }, 'program hr:1 "name" is missing or empty'],
    [{ kind: "membership", group: "g" }, 'program hr:1 "member" is missing or empty'],
    [{ kind: "membership", group: "g", member: "1", nested: 1 }, '"nested" is neither true nor false'],
    [{ kind: "person" }, 'program hr:1 has the kind "person"; write user, group, membership or end'],
    ["Ann", "program hr:1 has the kind nothing"],
    [null, "program hr:1 has the kind nothing"],
  ])("%o", async (given, message) => {
    const problems = await refusal(openAny(given, end));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  test("twenty problems are told, nobody reads on, and the generator is let go of", async () => {
    let given = 0;
    let tidied = false;
    function* hopeless() {
      try {
        for (;;) {
          given += 1;
          yield user({ key: "" }) as ProgramRecord;
        }
      } finally {
        tidied = true;
      }
    }
    expect(await refusal(open(hopeless))).toHaveLength(20);
    expect(given).toBeLessThan(25);
    expect(tidied).toBe(true);
  });
});
