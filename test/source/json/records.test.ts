import { describe, expect, test } from "vitest";
import { describeAlias } from "../../../src/source/alias.ts";
import { UsageError } from "../../../src/errors.ts";
import { both, jsonSource, readText, refusal } from "./reading.ts";
import type { Settings } from "./reading.ts";

const users = { files: ["all.json"], key: "id" };

async function firstUser(text: string): Promise<unknown> {
  const { users } = await readText(text);
  return JSON.parse(JSON.stringify(users[0]?.attributes()));
}

function keyed(key: string): Partial<Settings> {
  return { users: { ...users, key } };
}

describe("attributes", () => {
  test("have names in lower case, trimmed texts, and nothing that is empty", async () => {
    const text = `[{"id": 7, " Title\\u0020": "  Chef\\t", "Name": {"GivenName": "Ann", "x": {"y": [null, {}]}},
      "n": null, "e": "", "b": " ", "l": [], "o": {}, "deep": [[], [" "], {"a": null}],
      "mixed": [0, null, "", " a ", false, {"Z": 1, "q": ""}], "f": 1.50, "t": true, "NA\\u0308ME": 1}]`;
    expect(await firstUser(text)).toEqual({
      id: 7,
      title: "Chef",
      name: { givenname: "Ann" },
      mixed: [0, "a", false, { z: 1 }],
      f: 1.5,
      t: true,
      näme: 1,
    });
  });

  test("named as the machinery of objects is are harmless", async () => {
    const { users } = await readText(
      '[{"id": 1, "__proto__": {"polluted": 1}, "constructor": "ACME", "a": {"__PROTO__": 2}, "toString": 3}]',
    );
    const attributes = users[0]!.attributes() as Record<string, Record<string, unknown>>;
    expect(attributes["polluted"]).toBeUndefined();
    expect(Object.getPrototypeOf(attributes)).toBeNull();
    expect(Object.getPrototypeOf(attributes["a"])).toBeNull();
    expect(Object.keys(attributes)).toEqual(["id", "__proto__", "constructor", "a", "tostring"]);
    expect({}).not.toHaveProperty("polluted");
  });

  test.each([
    ['{"id": 1,\n "mail": "a", "x": "\\"mail\\":", "mail": "b"}', "2:33", "mail"],
    ['{"id": 1, "Mail": null, "mAIL": "b"}', "1:25", "mail"],
    ['{"id": 1, "a": [{"b": {"c": 1, "d": {"c": 2}, "C ": 3}}]}', "1:47", "c"],
    ['{"id": 1, "\\u0069d": 1}', "1:11", "id"],
    ['{"id": 1, "x": {}, "__proto__": 1, "__proto__": 2}', "1:36", "__proto__"],
  ])("of %s are refused, because a name stands there twice", async (element, place, name) => {
    const [line, column] = place.split(":").map(Number);
    const expected = [
      `all.json:${line! + 1}:${column} "${name}" stands in this object twice; names are compared without case`,
    ];
    expect(await refusal(readText(`[\n${element}\n]`))).toEqual(expected);
    const filtered = { users: { ...users, filter: "(id=nobody)" } };
    expect(await refusal(readText(`[\n${element}\n]`, filtered))).toEqual(expected);
  });

  test("may be alike in objects that are not the same", async () => {
    const text =
      '[{"id": 1, "a": {"id": 2, "a": {"a": 3}}, "l": [{"id": 4}, {"ID": 5}, [{"id": 6}, {"id": 7}]]}, {"id": 8}]';
    expect((await readText(text)).users).toHaveLength(2);
  });

  test("of half a surrogate pair, or of a number beyond all numbers, are refused", async () => {
    expect(
      await refusal(
        readText(
          '[{"id": 1, "x": "\\ud83d!"}, {"id": 2, "x": "\\ud83d\\ude00"},\n{"id": 3, "\\udc00": 1}, {"id": 4, "N": {"X": 1e999}}]',
        ),
      ),
    ).toEqual([
      "all.json:1:2 a text here holds half of a surrogate pair, such as \\ud83d alone; write the other half, too",
      "all.json:2:1 a text here holds half of a surrogate pair, such as \\ud83d alone; write the other half, too",
      'all.json:2:25 "n.x" is too large a number; write it in quotes',
    ]);
  });

  test("with a NUL are refused, in names too, and what only looks like one is not", async () => {
    const text =
      '[{"id": 1, "x": "\\u0000ref:2"}, {"id": 2, "x": "\\\\u0000"},\n{"id": 3, "\\u0000": {"y": "z"}}]';
    expect(await refusal(readText(text))).toEqual([
      "all.json:1:2 a text here holds a NUL (\\u0000), which no directory needs; take it out",
      "all.json:2:1 a text here holds a NUL (\\u0000), which no directory needs; take it out",
    ]);
  });

  test("with more names than anybody has are read, too, and not all remembered", async () => {
    const elements = Array.from({ length: 300 }, (_, id) => {
      const own = Array.from({ length: 50 }, (_, at) => `"r${id}-${at}": 1`);
      return `{"id": ${id}, "roles": {${own.join(",")}}}`;
    });
    const { users, names } = await readText(`[${elements.join(",")}]`);
    expect(users).toHaveLength(300);
    expect(names.users.length).toBeLessThanOrEqual(10_000);
    const long = "n".repeat(2_000);
    expect(await refusal(readText(`[{"id": 1, "${long}": 1, "x": 2, "${long}": 3}]`))).toHaveLength(1);
    expect((await readText(`[{"id": 1, "${long}": 1}]`)).names.users).toEqual(["id"]);
    const twice = '{"id": 301, "roles": {"new": 1, "NEW": 2}}';
    expect(await refusal(readText(`[${elements.join(",")}\n,${twice}]`))).toEqual([
      'all.json:2:34 "new" stands in this object twice; names are compared without case',
    ]);
  });
});

describe("the names of attributes", () => {
  test("are those that some record has a value for, nested ones by their path", async () => {
    const text = `{"users": [{"id": 1, "Name": {"GivenName": "Ann", "x": null}, "emails": [{"value": "a"}, {"Type": "w"}], "n": null},
      {"id": 2, "name": {"familyName": "B"}, "e": [[]], "list": ["x"]}], "groups": [{"id": 3, "name": "G", "Owner": 1}]}`;
    expect((await readText(text, both)).names).toEqual({
      kind: "names",
      stated: false,
      users: [
        "emails",
        "emails.type",
        "emails.value",
        "id",
        "list",
        "name",
        "name.familyname",
        "name.givenname",
      ],
      groups: ["id", "name", "owner"],
    });
    expect((await readText("[]")).names).toEqual({
      kind: "names",
      stated: false,
      users: [],
      groups: ["name"],
    });
  });
});

async function read(element: string, key: string): Promise<string> {
  return (await readText(`[${element}]`, keyed(key))).users[0]!.key;
}

describe("keys", () => {
  test("are texts or whole numbers, at any path, names in any case", async () => {
    expect(await read('{"ID": " e1 "}', "id")).toBe("e1");
    expect(await read('{"id": 9007199254740991}', "Id")).toBe("9007199254740991");
    expect(await read('{"id": 1.0e2}', "id")).toBe("100");
    expect(await read('{"id": -0}', "id")).toBe("0");
    expect(await read('{"Org": {"Ids": [null, {"Main": "x"}, {"other": 1}]}}', "org.ids.main")).toBe("x");
    expect(await read('{"org.id": 5}', "ORG.id")).toBe("5");
    expect(await read('{"urn:x:2.0:User": {"number": "7"}}', "urn:x:2.0:user.number")).toBe("7");
    expect(await read('{"a": {"b": null}, "a.b": 8}', "a.b")).toBe("8");
    expect(await read('{"id": ["x", " x", ""]}', "id")).toBe("x");
  });

  test.each([
    ['{"ID2": 1}', '"id" is missing or empty; did you mean "id2"?'],
    ['{"name": "x"}', '"id" is missing or empty'],
    ['{"id": null}', '"id" is missing or empty'],
    ['{"id": " "}', '"id" is missing or empty'],
    ['{"id": []}', '"id" is missing or empty'],
    ['{"id": [1, 2]}', '"id" has several values'],
    ['{"id": true}', '"id" is true, not a text or a whole number'],
    ['{"id": {"value": 1}}', '"id" is an object, not a text or a whole number'],
    [
      '{"id": 9007199254740993}',
      '"id" is 9007199254740992, too large a number to be exact; write it in quotes',
    ],
    ['{"id": 1.5}', '"id" is the number 1.5; write it in quotes'],
    ['{"id": "a\\u0001b"}', '"id" holds a control character, which no key has'],
    ['{"id": "a\\nb"}', '"id" holds a control character, which no key has'],
  ])("%s is refused", async (element, message) => {
    expect(await refusal(readText(`[{"id": 1},\n  ${element}]`))).toEqual([`all.json:2:3 ${message}`]);
  });

  test("of groups are the same, and groups need a name besides", async () => {
    const groups =
      '{"users": [], "groups": [{"id": 1, "name": "A\\tB"}, {"id": 2}, {"name": "C"}, {"id": "", "name": 5}]}';
    expect(await refusal(readText(groups, both))).toEqual([
      'all.json:1:53 "name" is missing or empty',
      'all.json:1:64 "id" is missing or empty',
      'all.json:1:79 "id" is missing or empty',
    ]);
    const display = { users, groups: { ...both.groups!, name: "Display.Name" } };
    const read = await readText(
      '{"users": [], "groups": [{"id": 1, "name": {"x": 1}, "display": {"name": "A\\tB"}}]}',
      display,
    );
    expect(read.groups).toMatchObject([{ key: "1", name: "A\tB" }]);
    expect(read.groups[0]!.attributes()["name"]).toBe("A\tB");
  });
});

describe("filters", () => {
  const people = `[{"id": 1, "Name": {"Family": "Bø"}, "active": true, "tags": ["a", "B"], "age": 30},
    {"id": 2, "active": false, "emails": [{"value": "x@y"}], "age": 4}, {"id": 3, "emails": [{}], "o": {"p": 1}}]`;

  test.each([
    ["(name.family=bØ)", ["1"]],
    ["(active=true)", ["1"]],
    ["(tags=b)", ["1"]],
    ["(age>=5)", ["1"]],
    ["(emails=*)", ["2"]],
    ["(emails.value=x*)", ["2"]],
    ["(o=*)", ["3"]],
    ["(!(active=*))", ["3"]],
    ["(|(id=1)(id=3))", ["1", "3"]],
  ])("%s", async (filter, expected) => {
    const read = await readText(people, { users: { ...users, filter } });
    expect(read.users.map(({ key }) => key)).toEqual(expected);
  });

  test("that are none are refused before anything is read", () => {
    expect(() => jsonSource({}, { users: { ...users, filter: "id=1" } })).toThrow(UsageError);
  });
});

describe("aliases", () => {
  test("are the values of the attributes asked for", async () => {
    const text = `{"users": [
      {"id": 1, "Mail": [" Ann@X ", "ann@x", "", null], "dn": "CN=Ann , DC=X", "emails": [{"value": "w"}, {"value": "h"}], "uid": 5, "o": {}, "mark": "a\\tb"},
      {"id": 2}], "groups": [{"id": 3, "label": "Ops", "name": "ignored"}]}`;
    const settings = { users, groups: { ...both.groups!, name: "label" } };
    const other = {
      userAliases: ["mail", "dn", "emails.value", "uid", "o", "mark"],
      groupAliases: ["name", "id"],
    };
    const read = await readText(text, settings, other);
    const shown = [...read.users, ...read.groups].map(({ aliases }) => aliases.map(describeAlias));
    expect(shown).toEqual([
      ["mail ann@x", "dn cn=ann,dc=x", "emails.value w", "emails.value h", "uid 5", "mark a\tb"],
      [],
      ["name ops", "id 3"],
    ]);
  });

  test("that cannot be are refused", async () => {
    const text = '[{"id": 1, "dn": "nobody"}, {"id": 2, "uid": 1e300}]';
    expect(await refusal(readText(text, {}, { userAliases: ["dn", "uid"] }))).toEqual([
      'all.json:1:2 "dn" holds "nobody", which is no DN such as cn=Ann,dc=example,dc=com',
      'all.json:1:29 "uid" is 1e+300, too large a number to be exact; write it in quotes',
    ]);
  });
});

function padded(id: number): string {
  return `{"id": ${id}, "pad": "${"x".repeat(id % 90)}"}`;
}

test("records come in batches of 500 at most, all of them and in order", async () => {
  const ids = Array.from({ length: 12_345 }, (_, id) => id);
  for (const [open, between, close] of [
    ["[", ",", "]"],
    ["", "\n", ""],
    ['{"users": [', ",\n\n", "]}"],
  ] as const) {
    const { batches, users } = await readText(open + ids.map(padded).join(between) + close);
    expect(users.map(({ key }) => key)).toEqual(ids.map(String));
    const sizes = batches.map((batch) => (batch.kind === "names" ? 0 : batch.records.length));
    expect(sizes.slice(0, -2).every((size) => size === 500)).toBe(true);
    expect(Math.max(...sizes)).toBe(500);
  }
});

test("twenty problems of a file are told, and how many more there are", async () => {
  const lines = await refusal(readText(`[${"{},\n".repeat(30)}{}]`));
  expect(lines).toHaveLength(21);
  expect(lines.slice(-2)).toEqual(['all.json:20:1 "id" is missing or empty', "all.json and 11 more"]);
});
