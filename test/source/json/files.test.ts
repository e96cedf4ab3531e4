import { createHash } from "node:crypto";
import { appendFileSync, readdirSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Check } from "../../../src/source/expect.ts";
import { createJsonSource } from "../../../src/source/json/json-source.ts";
import { temporaryFolder } from "../file/temporary-folder.ts";
import { both, context, jsonSource, readAll, readText, refusal } from "./reading.ts";
import type { Settings } from "./reading.ts";

const users = { files: ["all.json"], key: "id" };

async function keys(content: Uint8Array, settings: Partial<Settings> = {}): Promise<readonly string[]> {
  return (await readText(content, settings)).users.map(({ key }) => key);
}

describe("encodings", () => {
  test("by a mark, stated, and zipped", async () => {
    const text = '[{"id": "Jörg"}]';
    const utf16 = Buffer.from(`\uFEFF${text}`, "utf16le");
    expect(await keys(utf16)).toEqual(["Jörg"]);
    expect(await keys(gzipSync(utf16))).toEqual(["Jörg"]);
    expect(await keys(Buffer.from(`\uFEFF${text}`))).toEqual(["Jörg"]);
    expect(await keys(Buffer.from(text, "latin1"), { encoding: "latin1" })).toEqual(["Jörg"]);
  });

  test("a fault stands where it is", async () => {
    for (const text of ['{"users": [\n{"id": "J\xf6rg"}]}', '{"id": 1}\n{"id": "J\xf6rg"}']) {
      const [first, ...others] = await refusal(readText(Buffer.from(text, "latin1")));
      expect(first).toMatch(/^all\.json:2:10 the byte 0xF6 is not UTF-8; /);
      expect(others).toEqual([]);
    }
    expect((await refusal(readText(Buffer.from([0x20, 0xff]))))[0]).toMatch(/^all\.json:1:2 the byte 0xFF/);
  });

  test("NDJSON is known by its name when it is zipped", async () => {
    const source = jsonSource(
      { "a.ndjson.gz": gzipSync('{"id": 1}\n') },
      { users: { files: ["a.ndjson.gz"], key: "id" } },
    );
    expect((await readAll(source)).users).toHaveLength(1);
  });

  test("a zipped file that is cut is refused", async () => {
    const [first] = await refusal(readText(gzipSync('[{"id": 1}]').subarray(0, -3)));
    expect(first).toMatch(/^all\.json source\.users\.file: the gzip data ends too early/);
  });
});

describe("what proves a file whole", () => {
  const text =
    '{"users": [{"id": 1}, {"id": 2}], "groups": [{"id": 3, "name": "G"}],\n"memberships": [{"g": 3, "m": 1}]}\n';
  const memberships = { files: ["m.ndjson"], group: "g", member: "m" };

  async function outcome(
    proof: Settings["proof"],
    files: Readonly<Record<string, string>>,
    ...accepted: Check[]
  ) {
    const settings = { ...both, memberships, proof: proof! };
    const all = { "all.json": text, "m.ndjson": '{"g": 3, "m": 1}\n', ...files };
    const reading = readAll(jsonSource(all, settings, { accepted: new Set(accepted) }));
    return reading.then(
      () => "whole",
      (error: unknown) => (error as Error).message.split(";")[0],
    );
  }

  test("is the number of elements of all its lists, filtered or not", async () => {
    const rows = { rows: "{file}.rows" };
    expect(await outcome(rows, { "all.json.rows": "3", "m.ndjson.rows": "1" })).toBe("whole");
    expect(await outcome(rows, { "all.json.rows": "4", "m.ndjson.rows": "1" })).toMatch(
      /^all\.json expect\.rows: .* 3 records, but .* 4/,
    );
    expect(await outcome(rows, { "all.json.rows": "3", "m.ndjson.rows": "2" })).toMatch(
      /^m\.ndjson expect\.rows: .* 1 record, but .* 2/,
    );
    expect(await outcome(rows, { "all.json.rows": "4", "m.ndjson.rows": "1" }, "rows")).toBe("whole");
    const filtered = { users: { ...users, filter: "(id=1)" }, proof: rows };
    const files = { "all.json": '[{"id": 1}, {"id": 2}]', "all.json.rows": "2" };
    expect((await readAll(jsonSource(files, filtered))).users).toHaveLength(1);
  });

  test("is its last line", async () => {
    const trailer = { trailer: "END {rows}" };
    const ended = { "all.json": `${text}END 3\n`, "m.ndjson": '{"g": 3, "m": 1}\nEND 1' };
    expect(await outcome(trailer, ended)).toBe("whole");
    expect(await outcome(trailer, { ...ended, "all.json": `${text}END 2\n` })).toMatch(
      /^all\.json expect\.trailer: .* 3 records, but its trailer says 2/,
    );
    expect(await outcome(trailer, { ...ended, "m.ndjson": '{"g": 3, "m": 1}\n' })).toMatch(
      /^m\.ndjson:1:1 expect\.trailer/,
    );
  });

  test("is its last newline, and its digest", async () => {
    expect(await outcome({ finalNewline: true }, { "m.ndjson": '{"g": 3, "m": 1}' })).toMatch(
      /^m\.ndjson:1:17 expect\.finalNewline/,
    );
    const source = jsonSource(
      { "all.json": "[]", "all.json.sha256": "0".repeat(64) },
      { users, proof: { sha256: "{file}.sha256" } },
    );
    expect((await refusal(source.files()))[0]).toMatch(/^all\.json expect\.sha256: /);
  });
});

describe("files", () => {
  test("are digested, each once", async () => {
    const text = '{"users": [], "groups": []}';
    const path = temporaryFolder()("all.json", text);
    const located = { files: [path], key: "id" };
    const source = createJsonSource(
      { type: "json", users: located, groups: { ...located, name: "name" } },
      context,
    );
    const sha256 = createHash("sha256").update(text).digest("hex");
    const modifiedAt = Math.floor(statSync(path).mtimeMs);
    expect(await source.files()).toEqual([{ file: "all.json", bytes: text.length, modifiedAt, sha256 }]);
    expect(source.name).toBe("json all.json");
    await source.close();
  });

  test("that are missing are named all at once, with the settings that name them", async () => {
    const source = jsonSource(
      { "all.json": "[]" },
      {
        users: { files: ["1.json"], key: "id" },
        groups: { files: ["all.json"], key: "id", name: "name" },
        memberships: { files: ["*.ndjson"], group: "g", member: "m" },
      },
    );
    for (const read of [() => readAll(source), () => source.files()]) {
      const lines = await refusal(read());
      expect(lines).toHaveLength(2);
      expect(lines[0]).toMatch(/^1\.json source\.users\.file: .* does not exist$/);
      expect(lines[1]).toMatch(/source\.memberships\.file: no file matches/);
    }
  });

  test("that change while they are read are refused", async () => {
    const path = temporaryFolder()("all.json", `[${'{"id": 1},'.repeat(50_000)}{"id": 2}]`);
    const source = createJsonSource(
      { type: "json", users: { files: [path], key: "id", groups: { path: "x" } } },
      context,
    );
    async function* touched() {
      for await (const batch of source.records()) {
        appendFileSync(path, " ");
        yield batch;
      }
    }
    const reading = (async () => {
      for await (const batch of touched()) void batch;
    })();
    expect((await refusal(reading))[0]).toMatch(/changed while it was read/);
  });

  test("that change between records and memberships are refused", async () => {
    const path = temporaryFolder()("all.json", '[{"id": 1, "x": "a"}]');
    const source = createJsonSource(
      { type: "json", users: { files: [path], key: "id", groups: { path: "x" } } },
      context,
    );
    for await (const batch of source.records()) void batch;
    writeFileSync(path, '[{"id": 1, "x": "abc"}]');
    const reading = (async () => {
      for await (const batch of source.memberships()) void batch;
    })();
    expect((await refusal(reading))[0]).toMatch(/changed while it was read/);
  });

  test("are closed when the reader walks away", async () => {
    if (process.platform !== "linux") return;
    const path = temporaryFolder()("all.json", `[${'{"id": 1},'.repeat(50_000)}{"id": 2}]`);
    const source = createJsonSource({ type: "json", users: { files: [path], key: "id" } }, context);
    for await (const batch of source.records()) if (batch.kind === "users") break;
    const open = readdirSync("/proc/self/fd").flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return [];
      }
    });
    expect(open).not.toContain(path);
  });
});

test("a read that fails goes on first, so that its reader finds problems of its own", async () => {
  const source = jsonSource(
    { "all.json": `[{"id": null},${'{"id": 1},'.repeat(5_000)}{"id": 2}]` },
    { users },
  );
  let records = 0;
  const reading = (async () => {
    for await (const batch of source.records()) records += batch.kind === "users" ? batch.records.length : 0;
  })();
  expect(await refusal(reading)).toEqual(['all.json:1:2 "id" is missing or empty']);
  expect(records).toBe(5001);
});
