import { describe, expect, test } from "vitest";
import { both, jsonSource, readAll, readText, refusal } from "./reading.ts";
import type { ReadDirectory, Settings } from "./reading.ts";

const users = { files: ["all.json"], key: "id" };

function keys({ users, groups }: ReadDirectory): readonly string[] {
  return [...users, ...groups].map(({ key, line }) => `${key}@${line}`);
}

async function read(text: string, settings: Partial<Settings> = {}): Promise<readonly string[]> {
  return keys(await readText(text, settings));
}

async function readFile(name: string, text: string): Promise<readonly string[]> {
  return keys(await readAll(jsonSource({ [name]: text }, { users: { files: [name], key: "id" } })));
}

describe("a document", () => {
  test("has its lists under users and groups, in any order and case", async () => {
    const text =
      '{"version": 1,\n"Groups": [\n{"id": "g", "name": "G"}], "x": {"users": [5]},\n"USERS": [{"id": "a"},\n{"id": "b"}]}';
    expect(await read(text, both)).toEqual(["a@4", "b@5", "g@3"]);
  });

  test("has them where they are stated to be", async () => {
    const text =
      '{"data": {"people": [{"id": 1}], "more": {"teams": [{"id": 2, "name": "T"}]}}, "users": [{"id": 3}]}';
    const stated = {
      users: { ...users, at: "Data.People" },
      groups: { ...both.groups!, at: "data.more.teams" },
    };
    expect(await read(text, stated)).toEqual(["1@1", "2@1"]);
    expect(await read('{"data.people": [{"id": 1}]}', { users: { ...users, at: "data.people" } })).toEqual([
      "1@1",
    ]);
  });

  test("without a list that is wanted is refused, with what it has", async () => {
    expect(await refusal(readText('\n {"user": [], "x": []}'))).toEqual([
      'all.json:2:2 there is no list "users"; did you mean user? Write at: user',
    ]);
    expect(await refusal(readText('{"people": [], "data": {"teams": []}}', both))).toEqual([
      'all.json:1:1 there is no list "users"; the lists here are people, data.teams; say with at: which one it is',
      'all.json:1:1 there is no list "groups"; the lists here are people, data.teams; say with at: which one it is',
    ]);
    expect(await refusal(readText('[{"id": 1}]', { users: { ...users, at: "people" } }))).toEqual([
      'all.json:1:1 there is no list "people"; the document is a list itself',
    ]);
    expect(
      await refusal(
        readText('{"data": [{"people": [{"id": 1}]}]}', { users: { ...users, at: "data.people" } }),
      ),
    ).toEqual([
      'all.json:1:1 there is no list "data.people"; the lists here are data; say with at: which one it is',
    ]);
  });

  test("of very many lists is not told in full", async () => {
    const lists = Array.from({ length: 1_000 }, (_, index) => `"list ${index}": []`);
    expect((await refusal(readText(`{${lists.join(",")}}`)))[0]).toMatch(
      /are list 0, .*, list 9 and others; say/,
    );
  });

  test("without groups is refused when groups are wanted", async () => {
    expect(await refusal(readText('{"users": []}', both))).toEqual([
      'all.json:1:1 there is no list "groups"; a list of nobody is written "groups": []',
    ]);
  });

  test("may have empty lists, and names without an end or a name", async () => {
    expect(await read('{"": {"users": [7]}, "users": [ ], "groups": []}', both)).toEqual([]);
  });

  test("is read past what nobody wants, however large", async () => {
    const text = `{"log": [${'[1, [2.5e-3, {}], "\\u00e4\\\\", true, null],'.repeat(60_000)}{"a": {"b": []}}], "blob": "${"x".repeat(900_000)}",\n"users": [{"id": 1}]}`;
    expect(await read(text)).toEqual(["1@2"]);
  });
});

function resource(kind: string, id: number): string {
  return `{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:${kind}"], "id": ${id}, "name": "N"}`;
}

describe("a list", () => {
  test("is read wherever its elements begin", async () => {
    expect(await read('\n[{"id": "a"}, {"id": "b",\n"x": {\n}}, {"id": "c"}\n,\n\n{"id": "d"}]\n\n')).toEqual(
      ["a@2", "b@2", "c@4", "d@7"],
    );
    expect(await read("[]")).toEqual([]);
  });

  test("of users and groups is parted by filters", async () => {
    const text =
      '[{"id": 1, "type": "person"}, {"id": 2, "name": "G", "type": "team"}, {"id": 3, "type": "robot"}]';
    const parted = {
      users: { ...users, filter: "(type=person)" },
      groups: { ...both.groups!, filter: "(type=team)" },
    };
    expect(await read(text, parted)).toEqual(["1@1", "2@1"]);
  });

  test("of users and groups without filters must say what its elements are", async () => {
    expect(await read(`[${resource("User", 1)},\n${resource("Group", 2)}]`, both)).toEqual(["1@1", "2@2"]);
    expect((await refusal(readText('[{"id": 1, "name": "x"}]', both)))[0]).toMatch(
      /^all\.json:1:2 neither "schemas" nor "meta\.resourceType" says whether this is a user or a group; state /,
    );
  });
});

function line(length: number): string {
  return `{"id": 1, "x": "${"y".repeat(length)}"}\n`;
}

describe("NDJSON", () => {
  test("is known by its first lines, blank lines and CRLF and all", async () => {
    expect(await read('\n{"id": "a"}\r\n\r\n \t\n{"id": "b", "x": {"y": "}\\n{"}}\r\n{"id": "c"}')).toEqual([
      "a@2",
      "b@5",
      "c@6",
    ]);
  });

  test.each(["people.ndjson", "people.jsonl", "PEOPLE.NDJSON"])("is known by the name %s", async (name) => {
    expect(await readFile(name, '{"id": "a"}')).toEqual(["a@1"]);
    expect(await readFile(name, '{"users": 5, "id": "a"}\n')).toEqual(["a@1"]);
  });

  test("of one line under another name is refused, because it may be a document", async () => {
    expect(await refusal(readText('{"id": "a"}\n'))).toEqual([
      'all.json:1:1 there is no list "users"; if each line of the file is a record, name it *.ndjson',
    ]);
  });

  test("is told from a document that is on one line", async () => {
    expect(await read('{"users": [{"id": 1}]}\n\n')).toEqual(["1@1"]);
    const long = `{"users": [${Array.from({ length: 90_000 }, (_, id) => `{"id": ${id}}`).join(",")}]}`;
    expect(await read(long)).toHaveLength(90_000);
  });

  test("goes on after a line that is not JSON", async () => {
    const text =
      '{"id": "a"}\n{"id": "b"\n{"id": "c"}}\n5\n  {"id": "d", "x": 1 2}\n["e"]\n{"id": "f"}\n{"id": "g';
    expect(await refusal(readText(text))).toEqual([
      "all.json:2:11 the file ends inside the object that opens at 2:1; was it cut short?",
      "all.json:3:12 text after the end of the document; is a bracket closed too early?",
      "all.json:4:1 this line is 5, not an object",
      'all.json:5:22 "2" stands where "," or "}" of what opens at 5:3 should be',
      "all.json:6:1 this line is a list, not an object",
      "all.json:8:8 a quote opens here and is never closed; was the file cut short?",
    ]);
  });

  test("does not put lines together that are wrong by themselves", async () => {
    const text = '{"id": 1, "x": [{"y": 1}\n{"z": 1}]}\n{"id": 2}, {"id": 3}\n';
    expect(
      await refusal(readAll(jsonSource({ "a.ndjson": text }, { users: { files: ["a.ndjson"], key: "id" } }))),
    ).toHaveLength(3);
  });

  test("holds lines of up to sixteen megabytes, nested up to a hundred deep", async () => {
    expect(await readFile("a.ndjson", line(1_000_000))).toEqual(["1@1"]);
    const read = (text: string) => refusal(readFile("a.ndjson", text));
    expect(await read(`{"id": 1}\n${line(16_800_000)}{"id": 3}`)).toEqual([
      "a.ndjson:2:1 this line is longer than 16,777,216 characters; NDJSON holds one object a line",
    ]);
    expect(await read(`{"id": 1, "x": ${"[".repeat(100)}${"]".repeat(100)}}`)).toEqual([
      "a.ndjson:1:115 lists and objects nest deeper than 100 levels here",
    ]);
    expect(await read("\n\n")).toEqual(["a.ndjson the file is empty; a list of nobody is written []"]);
  });
});

test("several files are read one after the other, each in its own form", async () => {
  const files = {
    "1.json": '{"users": [{"id": "a"}], "groups": [{"id": "g", "name": "G"}]}',
    "2.json": '[{"id": "b"}]',
    "3.ndjson": '{"id": "c"}\n{"id": "d"}\n',
  };
  const settings: Settings = {
    users: { files: ["*json", "1.json"], key: "id" },
    groups: { files: ["1.json"], key: "id", name: "name" },
  };
  const { batches } = await readAll(jsonSource(files, settings));
  expect(
    batches.map((batch) =>
      batch.kind === "names" ? "names" : [batch.file, ...batch.records.map(({ key }) => key)],
    ),
  ).toEqual([["1.json", "a"], ["1.json", "g"], ["2.json", "b"], ["3.ndjson", "c", "d"], "names"]);
});
