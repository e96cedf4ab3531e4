import { describe, expect, test } from "vitest";
import { describeAlias } from "../../../src/source/alias.ts";
import { jsonSource, readAll, refusal, shown } from "./reading.ts";
import type { Settings } from "./reading.ts";

const CORE = "urn:ietf:params:scim:schemas:core:2.0";
const MESSAGES = "urn:ietf:params:scim:api:messages:2.0";

function user(id: string): string {
  return JSON.stringify({ schemas: [`${CORE}:User`], id, meta: { resourceType: "User" } });
}

function group(id: string, ...members: readonly object[]): string {
  return JSON.stringify({ schemas: [`${CORE}:Group`], id, displayName: id.toUpperCase(), members });
}

function page(total: unknown, ...resources: readonly string[]): string {
  return `{"schemas": ["${MESSAGES}:ListResponse"], "totalResults": ${JSON.stringify(total)}, "startIndex": 1, "Resources": [\n${resources.join(",\n")}]}`;
}

function settings(...files: readonly string[]): Settings {
  return {
    users: { files, key: "id" },
    groups: { files, key: "id", name: "displayName", members: { path: "members" } },
  };
}

async function read(files: Readonly<Record<string, string>>, options = settings(...Object.keys(files))) {
  const { users, groups, memberships } = await readAll(jsonSource(files, options));
  return {
    users: users.map(({ key }) => key),
    groups: groups.map(({ key, name }) => `${key} ${name}`),
    memberships,
  };
}

describe("a ListResponse", () => {
  test("holds users and groups, told apart by what they say of themselves", async () => {
    const typed = '{"id": "b", "meta": {"ResourceType": "user"}}';
    const shouted = `{"Schemas": "${CORE.toUpperCase()}:USER", "id": "c"}`;
    const members = [{ value: "a" }, { value: "b", type: "User" }, { value: "h", type: "Group" }];
    expect(
      await read({ "a.json": page(5, user("a"), group("g", ...members), typed, shouted, group("h")) }),
    ).toEqual({
      users: ["a", "b", "c"],
      groups: ["g G", "h H"],
      memberships: ["g < a", "g < b", "g < group h"],
    });
  });

  test("is known by its schema in any case, wherever it stands", async () => {
    const late = `{"resources": [${user("a")}], "TOTALRESULTS": 1, "schemas": ["${MESSAGES.toUpperCase()}:LISTRESPONSE"]}`;
    expect((await read({ "a.json": late })).users).toEqual(["a"]);
    const other = `{"Resources": [${user("a")}], "schemas": ["urn:example"], "totalResults": 1}`;
    expect(await refusal(read({ "a.json": other }))).toEqual([
      `a.json:1:15 "schemas" does not say that this document is a ${MESSAGES}:ListResponse; to read the list all the same, state at: resources`,
    ]);
    const stated = { users: { files: ["a.json"], key: "id", at: "Resources" } };
    expect((await read({ "a.json": other }, stated)).users).toEqual(["a"]);
  });

  test("gives users alone when no groups are wanted", async () => {
    const users = { files: ["a.json"], key: "id" };
    expect((await read({ "a.json": page(2, user("a"), group("g")) }, { users })).users).toEqual(["a"]);
  });

  test.each([
    ['{"id": "x"}'],
    [`{"id": "x", "schemas": ["${CORE}:Device"], "meta": {"resourceType": "Device"}}`],
    [`{"id": "x", "schemas": ["${CORE}:User"], "meta": {"resourceType": "Group"}}`],
  ])("with the resource %s is refused", async (resource) => {
    expect((await refusal(read({ "a.json": page(2, user("a"), resource) })))[0]).toMatch(
      /^a\.json:3:1 neither "schemas" nor "meta\.resourceType" says whether this is a user or a group/,
    );
  });

  test("whose totalResults says that there are more is refused with both numbers", async () => {
    expect(await refusal(read({ "a.json": page(3, user("a"), group("g")) }))).toEqual([
      'a.json:1:85 "totalResults" is 3, but this page holds 2 Resources; export the other pages, too',
    ]);
    const none = `{"schemas": ["${MESSAGES}:ListResponse"], "totalResults": 7}`;
    expect(await refusal(read({ "a.json": none }))).toEqual([
      'a.json:1:85 "totalResults" is 7, but this page holds 0 Resources; export the other pages, too',
    ]);
    expect(await read({ "a.json": none.replace("7", "0") })).toMatchObject({ users: [], groups: [] });
    expect((await read({ "a.json": page(1, user("a"), user("b")) })).users).toEqual(["a", "b"]);
  });

  test.each(["2", -1, 1.5, null, {}])("with %j as its totalResults is refused", async (total) => {
    expect((await refusal(read({ "a.json": page(total, user("a")) })))[0]).toMatch(/"totalResults"/);
  });

  test("without totalResults is refused, unless its list is asked for by its path", async () => {
    const text = `{"schemas": ["${MESSAGES}:ListResponse"], "Resources": [${user("a")}]}`;
    expect((await refusal(read({ "a.json": text })))[0]).toMatch(
      /^a\.json:1:1 this ListResponse has no "totalResults"/,
    );
    const stated = { users: { files: ["a.json"], key: "id", at: "Resources" } };
    expect((await read({ "a.json": text }, stated)).users).toEqual(["a"]);
    expect((await refusal(read({ "a.json": page(2, user("a")) }, stated)))[0]).toMatch(
      /is 2, but this page holds 1/,
    );
  });

  test("with users beside its resources is refused", async () => {
    const text = page(1, user("a")).replace(/\}$/, ', "users": [{"id": "b"}]}');
    expect((await refusal(read({ "a.json": text })))[0]).toMatch(
      /^a\.json:2:\d+ "users" stands beside the lists of SCIM; to read it instead, state at: users$/,
    );
  });

  test("may stand twice neither in itself nor its names", async () => {
    const text = page(1, user("a")).replace(/\}$/, ',\n"resources": []}');
    expect(await refusal(read({ "a.json": text }))).toEqual([
      'a.json:3:1 "resources" stands in this document twice',
    ]);
  });
});

describe("pages", () => {
  const pages = [page(3, user("a"), user("b")), page(3, user("c"))];

  test.each([
    ["one after the other in a file", { "a.json": pages.join("\n") }],
    ["written without a newline between them", { "a.json": pages.join("") }],
    ["one a line", { "a.jsonl": pages.map((text) => text.replaceAll("\n", "")).join("\n") }],
    ["in files of their own", { "1.json": pages[0]!, "2.json": pages[1]! }],
  ])("%s are whole when all are there", async (_, files) => {
    expect((await read(files)).users).toEqual(["a", "b", "c"]);
  });

  test("of which one is missing are refused", async () => {
    const expected = '"totalResults" is 4, but all 2 pages hold 3 users; export the other pages, too';
    const [first, second] = [page(4, user("a"), user("b")), page(4, user("c"))];
    expect(await refusal(read({ "a.json": `${first}\n${second}` }))).toEqual([`a.json:1:85 ${expected}`]);
    expect(await refusal(read({ "1.json": first, "2.json": second }))).toEqual([`1.json:1:85 ${expected}`]);
  });

  test("of users and of groups are counted by themselves", async () => {
    const users = [page(3, user("a"), user("b")), page(3, user("c"))].join("\n");
    const groups = page(1, group("g"));
    expect(await read({ "a.json": `${users}\n${groups}` })).toMatchObject({
      users: ["a", "b", "c"],
      groups: ["g G"],
    });
    const short = {
      "users.json": page(3, user("a"), user("b")),
      "groups.json": page(2, group("g"), group("h")),
    };
    expect(await refusal(read(short))).toEqual([
      'users.json:1:85 "totalResults" is 3, but this page holds 2 users; export the other pages, too',
    ]);
  });

  test("of everything are counted together, even when each happens to hold one kind", async () => {
    expect(await read({ "a.json": `${page(2, user("a"))}\n${page(2, group("g"))}` })).toMatchObject({
      users: ["a"],
    });
    const mixed = `${page(4, user("a"), group("g"))}\n${page(4, user("b"))}`;
    expect((await refusal(read({ "a.json": mixed })))[0]).toMatch(/is 4, but all 2 pages hold 3 Resources/);
  });

  test("cut anywhere are refused", async () => {
    const text = pages.join("\n");
    for (let end = 0; end < text.length; end += 1) await refusal(read({ "a.json": text.slice(0, end) }));
  });

  test("may be followed by nothing else", async () => {
    expect(await refusal(read({ "a.json": `${pages.join("\n")}\n{"users": [], "groups": []}` }))).toEqual([
      "a.json:6:1 a second document in the file; only list responses and bulk requests of SCIM may follow one another",
    ]);
    expect((await refusal(read({ "a.json": `${pages.join("\n")}\n[]` })))[0]).toMatch(
      /^a\.json:6:1 a second document/,
    );
  });
});

function bulk(...operations: readonly string[]): string {
  return `{"schemas": ["${MESSAGES}:BulkRequest"], "failOnErrors": 1, "Operations": [\n${operations.join(",\n")}]}`;
}
function post(path: string, bulkId: string | undefined, data: object): string {
  return JSON.stringify({ method: "POST", path, bulkId, data });
}

describe("a bulk request", () => {
  const userSettings = { files: ["a.json"], key: "userName" };
  const groupSettings = {
    files: ["a.json"],
    key: "displayName",
    name: "displayName",
    members: { path: "members" },
  };
  const options: Settings = { users: userSettings, groups: groupSettings };

  test("makes users and groups, which name each other by bulkId", async () => {
    const members = [{ value: "bulkId:u1" }, { value: "BulkID:g2", type: "Group" }, { value: "bob" }];
    const text = bulk(
      post("/Groups", "g1", { displayName: "Eng", members }),
      post("/Users", "u1", { userName: "ann" }),
      post("groups/", "g2", { displayName: "Ops" }),
      post("/users", undefined, { userName: "bob" }),
    );
    const { users, groups, memberships } = await readAll(jsonSource({ "a.json": text }, options));
    expect(users.map(({ key, line, aliases }) => [key, line, aliases.map(describeAlias)])).toEqual([
      ["ann", 3, ["bulkid u1"]],
      ["bob", 5, []],
    ]);
    expect({ ...users[0]!.attributes() }).toEqual({ username: "ann" });
    expect(groups.map(({ key, aliases }) => [key, aliases.map(shown)])).toEqual([
      ["Eng", ["bulkid g1"]],
      ["Ops", ["bulkid g2"]],
    ]);
    expect(memberships).toEqual(["Eng < bulkid u1", "Eng < group bulkid g2", "Eng < bob"]);
  });

  test.each([
    ['{"method": "DELETE", "path": "/Users/1"}', '"DELETE /Users/1" is a change, not a whole record'],
    [
      '{"method": "PATCH", "path": "/Users/1", "data": {}}',
      '"PATCH /Users/1" is a change, not a whole record',
    ],
    ['{"method": "PUT", "path": "/Groups/1", "data": {}}', '"PUT /Groups/1" is a change, not a whole record'],
    ['{"method": "POST", "path": "/Devices", "data": {}}', '"POST /Devices" is a change, not a whole record'],
    ['{"path": "/Users", "data": {"userName": "x"}}', '"? /Users" is a change, not a whole record'],
    ['{"method": "POST", "path": "/Users"}', 'this operation has no object "data"'],
  ])("with the operation %s is refused", async (operation, message) => {
    const [first] = await refusal(readAll(jsonSource({ "a.json": bulk(operation) }, options)));
    expect(first).toContain(`a.json:2:1 ${message}`);
  });

  test("without operations is refused; with none in the list it holds nobody", async () => {
    const without = `{"schemas": ["${MESSAGES}:BulkRequest"]}`;
    expect(await refusal(readAll(jsonSource({ "a.json": without }, options)))).toEqual([
      'a.json:1:1 there is no list "Operations" in this bulk request',
    ]);
    expect((await readAll(jsonSource({ "a.json": bulk() }, options))).users).toEqual([]);
  });

  test("may be followed by another", async () => {
    const text =
      bulk(post("/Users", "1", { userName: "ann" })) + bulk(post("/Users", "2", { userName: "bob" }));
    expect((await readAll(jsonSource({ "a.json": text }, options))).users).toHaveLength(2);
  });

  test("whose names stand twice is refused, in the operation and in its data", async () => {
    const twice =
      '{"method": "POST", "path": "/Users", "path": "/Users", "data": {"userName": "x", "username": "y"}}';
    expect(await refusal(readAll(jsonSource({ "a.json": bulk(twice) }, options)))).toEqual([
      'a.json:2:38 "path" stands in this object twice; names are compared without case',
    ]);
  });
});
