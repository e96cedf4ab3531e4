import { describe, expect, test } from "vitest";
import { both, jsonSource, readAll, readText, refusal, shown } from "./reading.ts";
import type { Settings } from "./reading.ts";

const users = { files: ["all.json"], key: "id" };
const groups = both.groups!;

async function memberships(text: string, settings: Partial<Settings>): Promise<readonly string[]> {
  return (await readText(text, settings)).memberships;
}

describe("what users and groups list", () => {
  test("may be texts, numbers or objects, one or several", async () => {
    const text = `{"users": [{"id": "a", "teams": "g1"}, {"id": "b", "teams": [" g1 ", "g2", "", null, "g1"]}, {"id": "c", "teams": 5}],
      "groups": [{"id": "g1", "name": "x", "who": [{"Value": "a", "display": "A"}, {"value": 7}, {"value": ["p", "q"]}, {}]},
        {"id": "g2", "name": "y", "who": [{"value": "g1", "type": "GROUP"}, {"value": "c", "type": "User"}], "in": {"id": "g1"}}]}`;
    const settings: Settings = {
      users: { ...users, groups: { path: "teams" } },
      groups: { ...groups, members: { path: "who" }, parent: { path: "in", value: "id" } },
    };
    const { memberships, membershipLines } = await readText(text, settings);
    expect(memberships).toEqual([
      "g1 < a",
      "g1 < b",
      "g2 < b",
      "5 < c",
      "g1 < a",
      "g1 < 7",
      "g1 < p",
      "g1 < q",
      "g2 < group g1",
      "g2 < c",
      "g1 < group g2",
    ]);
    expect(membershipLines).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3]);
  });

  test("stands at a path of names", async () => {
    const text =
      '{"users": [{"id": "a", "org": [{"Team": {"ids": ["g"]}}, {"team": {"ids": "h"}}]}], "groups": []}';
    expect(
      await memberships(text, { users: { ...users, groups: { path: "Org.Team.Ids" } }, groups }),
    ).toEqual(["g < a", "h < a"]);
    const inner = '{"users": [{"id": "a", "in": [{"ref": {"key": "g"}}]}], "groups": []}';
    expect(
      await memberships(inner, { users: { ...users, groups: { path: "in", value: "ref.key" } }, groups }),
    ).toEqual(["g < a"]);
  });

  test("may name by DN or by another attribute", async () => {
    const text =
      '{"users": [{"id": "a", "memberOf": ["CN=Eng, DC=x"]}], "groups": [{"id": "g", "name": "G", "who": ["Ann@X"]}]}';
    const settings: Settings = {
      users: { ...users, groups: { path: "memberof", by: "DN" } },
      groups: { ...groups, members: { path: "who", by: "Mail" } },
    };
    expect(await memberships(text, settings)).toEqual(["dn cn=eng,dc=x < a", "g < mail ann@x"]);
    const keyed: Settings = { users, groups: { ...groups, members: { path: "who", by: "key" } } };
    expect(await memberships(text, keyed)).toEqual(["g < Ann@X"]);
  });

  test.each([
    ['["g", true]', 'a name in "teams" is true, not a text or a whole number'],
    ['[{"id": "g"}]', '"teams" holds an object without "value"'],
    ['[{"value": {"x": 1}}]', 'a name in "teams" is an object, not a text or a whole number'],
    [
      "[12345678901234567890]",
      'a name in "teams" is 12345678901234567000, too large a number to be exact; write it in quotes',
    ],
    ['["a\\u0001mail\\u0001x"]', '"teams" holds a control character, which no key has'],
  ])("of %s is refused", async (teams, message) => {
    const text = `{"users": [\n{"id": "a", "teams": ${teams}}], "groups": []}`;
    expect(
      await refusal(memberships(text, { users: { ...users, groups: { path: "teams" } }, groups })),
    ).toEqual([`all.json:2:1 ${message}`]);
  });

  test("as a DN must be one", async () => {
    const settings: Settings = { users: { ...users, groups: { path: "teams", by: "dn" } }, groups };
    expect(
      await refusal(memberships('{"users": [{"id": "a", "teams": "g"}], "groups": []}', settings)),
    ).toEqual(['all.json:1:12 "teams" holds "g", which is no DN such as cn=Ann,dc=example,dc=com']);
  });
});

describe("without groups", () => {
  const listing = { users: { ...users, groups: { path: "teams", value: "name" } } };
  const text =
    '[{"id": 1, "teams": ["ops", {"name": "R&D"}]},\n{"id": 2, "teams": {"name": "ops"}}, {"id": 3},\n{"id": 4, "teams": 7}]';

  test("what users list are groups themselves", async () => {
    const { batches, groups, memberships, names } = await readText(text, listing);
    expect(batches.map(({ kind }) => kind)).toEqual(["users", "groups", "names"]);
    expect(groups.map(({ key, name, line, aliases }) => [key, name, line, aliases])).toEqual([
      ["ops", "ops", 1, []],
      ["R&D", "R&D", 1, []],
      ["7", "7", 3, []],
    ]);
    expect({ ...groups[0]!.attributes() }).toEqual({ name: "ops" });
    expect(memberships).toEqual(["ops < 1", "R&D < 1", "ops < 2", "7 < 4"]);
    expect(names.groups).toEqual(["name"]);
    expect((await readText(text, listing, { groupAliases: ["name"] })).groups[0]!.aliases.map(shown)).toEqual(
      ["name ops"],
    );
  });

  test("they are told by the file that mentions them first, in batches", async () => {
    const teams = Array.from({ length: 1200 }, (_, index) => `"t${index}"`);
    const files = {
      "1.json": '[{"id": 1, "teams": ["x", "y"]}]',
      "2.json": `[{"id": 2, "teams": ["y", ${teams.join(",")}]}]`,
    };
    const settings = { users: { files: ["1.json", "2.json"], key: "id", groups: { path: "teams" } } };
    const { batches } = await readAll(jsonSource(files, settings));
    const counts = batches.map((batch) =>
      batch.kind === "names" ? "names" : `${batch.file} ${batch.records.length}`,
    );
    expect(counts).toEqual([
      "1.json 1",
      "2.json 1",
      "1.json 2",
      "2.json 500",
      "2.json 500",
      "2.json 200",
      "names",
    ]);
  });

  test("what they name by another attribute are groups of another source", async () => {
    const { groups, memberships } = await readText('[{"id": 1, "teams": "ops"}]', {
      users: { ...users, groups: { path: "teams", by: "label" } },
    });
    expect(groups).toEqual([]);
    expect(memberships).toEqual(["label ops < 1"]);
  });

  test("names that no key is are refused", async () => {
    expect(await refusal(readText('[{"id": 1, "teams": ["a\\tb", false]}]', listing))).toEqual([
      'all.json:1:2 a name in "teams" is false, not a text or a whole number',
      'all.json:1:2 "teams" holds a control character, which no key has',
    ]);
  });
});

describe("a list of memberships", () => {
  const rows = { files: ["all.json"], group: "g.id", member: "who" };

  test("holds one object each, beside users and groups or in a file of its own", async () => {
    const text =
      '{"memberships": [{"g": {"id": "x"}, "who": 1},\n{"G": {"ID": "x"}, "who": ["b", 2]}], "users": [], "groups": []}';
    expect(await readText(text, { ...both, memberships: rows })).toMatchObject({
      memberships: ["x < 1", "x < b", "x < 2"],
      membershipLines: [1, 2, 2],
    });
    const own = {
      users,
      groups,
      memberships: { files: ["m.ndjson"], group: "g", member: "m", groupBy: "name", memberBy: "dn" },
    };
    const files = {
      "all.json": '{"users": [], "groups": []}',
      "m.ndjson": '{"g": "Eng", "m": "CN=A,DC=b"}\n',
    };
    expect((await readAll(jsonSource(files, own))).memberships).toEqual(["name eng < dn cn=a,dc=b"]);
  });

  test("may be the list of users itself", async () => {
    const settings = {
      users,
      groups: { ...groups, files: ["g.json"] },
      memberships: { ...rows, group: "dept", member: "id" },
    };
    const files = { "all.json": '[{"id": 1, "dept": "x"}, {"id": 2, "dept": "y"}]', "g.json": "[]" };
    expect((await readAll(jsonSource(files, settings))).memberships).toEqual(["x < 1", "y < 2"]);
  });

  test.each([
    ['{"who": 1}', '"g.id" is missing or empty'],
    ['{"g": {"id": "x"}}', '"who" is missing or empty'],
    ['{"g": {"id": ["x", "y"]}, "who": 1}', '"g.id" has several values'],
    ['{"g": {"id": "x"}, "who": [null, true]}', '"who" is true, not a text or a whole number'],
    ['{"g": {"id": "x"}, "who": "a\\u0000"}', '"who" holds a control character, which no key has'],
  ])("with %s is refused", async (row, message) => {
    const text = `{"users": [], "groups": [], "memberships": [\n ${row}]}`;
    expect(await refusal(memberships(text, { ...both, memberships: rows }))).toEqual([
      `all.json:2:2 ${message}`,
    ]);
  });

  test("must be there, and its names stand once", async () => {
    expect(await refusal(memberships('{"users": [], "groups": []}', { ...both, memberships: rows }))).toEqual(
      [
        'all.json:1:1 there is no list "memberships"; the lists here are users, groups; say with at: which one it is',
      ],
    );
    const twice = '{"users": [], "groups": [], "memberships": [{"g": {"id": "x"}, "who": 1, "WHO": 2}]}';
    expect(await refusal(memberships(twice, { ...both, memberships: rows }))).toEqual([
      'all.json:1:74 "who" stands in this object twice; names are compared without case',
    ]);
  });
});

test("what users and groups list is read of the elements that are theirs", async () => {
  const text = '[{"id": 1, "t": "p", "in": ["g"]}, {"id": "g", "name": "G", "t": "g", "in": ["h"]}]';
  const settings: Settings = {
    users: { ...users, filter: "(t=p)", groups: { path: "in" } },
    groups: { ...groups, filter: "(t=g)" },
  };
  expect(await memberships(text, settings)).toEqual(["g < 1"]);
});
