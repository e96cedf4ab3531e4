import { expect, test } from "vitest";
import { type Client, enterpriseUrn, groupUrn, start, userUrn } from "./client.ts";

const searchUrn = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

async function names({ call }: Client, path: string): Promise<string[]> {
  const { body } = await call("GET", path);
  return body.Resources.map(
    (resource: Record<string, string>) => resource["userName"] ?? resource["displayName"],
  );
}

test("filters find users, by index and by reading all", async () => {
  const client = await start();
  const a = await client.user("Ann", {
    externalId: "E1",
    active: true,
    emails: [{ value: "ann@x.org", type: "work" }],
    [enterpriseUrn]: { department: "R&D" },
  });
  const b = await client.user("Bob", { externalId: "e1", active: false, title: 'say "hi" \\ ]' });
  const g = await client.group("Staff", [a]);
  const find = (filter: string) => names(client, `/Users?filter=${encodeURIComponent(filter)}`);
  expect(await find('userName eq "ANN"')).toEqual(["Ann"]);
  expect(await find(`${userUrn}:userName eq "ann"`)).toEqual(["Ann"]);
  expect(await find('externalId eq "e1"')).toEqual(["Bob"]);
  expect(await find(`id eq "${a}"`)).toEqual(["Ann"]);
  expect(await find(`id eq "${a.toUpperCase()}"`)).toEqual([]);
  expect(await find(`id eq "${a}" or id eq "${b}" or id eq "${a}"`)).toEqual(["Ann", "Bob"]);
  expect(await find('userName eq "ann" and active eq false')).toEqual([]);
  expect(await find("active eq true")).toEqual(["Ann"]);
  expect(await find('emails[type eq "work" and value ew ".org"]')).toEqual(["Ann"]);
  expect(await find(`${enterpriseUrn}:department eq "r&d"`)).toEqual(["Ann"]);
  expect(await find(`title eq ${JSON.stringify('say "hi" \\ ]')}`)).toEqual(["Bob"]);
  expect(await find(`groups.value eq "${g}"`)).toEqual(["Ann"]);
  expect(await find('groups.display eq "staff"')).toEqual(["Ann"]);
  expect(await find('meta.lastModified gt "2020-01-01T00:00:00Z"')).toEqual(["Ann", "Bob"]);
  expect(await find('noSuchAttribute eq "x"')).toEqual([]);
  const groups = (filter: string) => names(client, `/Groups?filter=${encodeURIComponent(filter)}`);
  expect(await groups('displayName eq "STAFF"')).toEqual(["Staff"]);
  expect(await groups(`members.value eq "${a}"`)).toEqual(["Staff"]);
  expect(await groups(`id eq "${g}" and members[value eq "${b}"]`)).toEqual([]);
});

test.each([
  "userName",
  'userName eq "a',
  "active gt true",
  'active eq "true"',
  "userName eq 1",
  'name eq "x"',
  'emails[primary eq "x"]',
])("refuses the filter %s", async (filter) => {
  const { call } = await start();
  const answer = await call("GET", `/Users?filter=${encodeURIComponent(filter)}`);
  expect([answer.status, answer.body.scimType]).toEqual([400, "invalidFilter"]);
});

test("pages go by startIndex and count", async () => {
  const client = await start();
  for (let at = 1; at <= 105; at += 1) await client.user(`u${at}`);
  const page = async (query: string) => {
    const { body } = await client.call("GET", `/Users?${query}`);
    const first = body.Resources[0]?.userName;
    return [body.totalResults, body.startIndex, body.itemsPerPage, body.Resources.length, first];
  };
  expect(await page("")).toEqual([105, 1, 100, 100, "u1"]);
  expect(await page("startIndex=101")).toEqual([105, 101, 5, 5, "u101"]);
  expect(await page("startIndex=0&count=2")).toEqual([105, 1, 2, 2, "u1"]);
  expect(await page("startIndex=-7&count=1")).toEqual([105, 1, 1, 1, "u1"]);
  expect(await page("startIndex=3&count=2")).toEqual([105, 3, 2, 2, "u3"]);
  expect(await page("startIndex=1000")).toEqual([105, 1000, 0, 0, undefined]);
  expect(await page("count=0")).toEqual([105, 1, 0, 0, undefined]);
  expect(await page("count=-1")).toEqual([105, 1, 0, 0, undefined]);
  expect(await page("count=9999")).toEqual([105, 1, 105, 105, "u1"]);
  expect(await page(`filter=${encodeURIComponent('userName sw "u10"')}&startIndex=2&count=3`)).toEqual([
    7,
    2,
    3,
    3,
    "u100",
  ]);
  expect((await client.call("GET", "/Users?count=many")).body.scimType).toBe("invalidValue");
});

test("1000 resources in one answer at most", async () => {
  const client = await start();
  await Promise.all(Array.from({ length: 1_001 }, (_, at) => client.user(`u${at}`)));
  const { body } = await client.call("GET", "/Users?count=5000&attributes=id");
  expect([body.totalResults, body.itemsPerPage]).toEqual([1_001, 1_000]);
});

test("attributes and excludedAttributes choose what is returned", async () => {
  const { call, user } = await start();
  const id = await user("a", {
    title: "T",
    name: { givenName: "G", familyName: "F" },
    emails: [{ value: "x", type: "work" }],
    [enterpriseUrn]: { department: "D", division: "V" },
  });
  const get = async (query: string) => (await call("GET", `/Users/${id}?${query}`)).body;
  const always = { schemas: [userUrn, enterpriseUrn], id };
  expect(await get("attributes=TITLE,name.givenName,%20emails.value")).toEqual({
    ...always,
    title: "T",
    name: { givenName: "G" },
    emails: [{ value: "x" }],
  });
  expect(await get(`attributes=${enterpriseUrn}:department`)).toEqual({
    ...always,
    [enterpriseUrn]: { department: "D" },
  });
  expect(await get(`attributes=${enterpriseUrn},${userUrn}:userName`)).toEqual({
    ...always,
    userName: "a",
    [enterpriseUrn]: { department: "D", division: "V" },
  });
  expect(await get("attributes=password,nothing")).toEqual(always);
  expect(await get(`excludedAttributes=id,schemas,meta,name,emails.type,userName,${enterpriseUrn}`)).toEqual({
    ...always,
    title: "T",
    emails: [{ value: "x" }],
  });
  expect((await call("GET", "/Users?attributes=id&excludedAttributes=meta")).status).toBe(400);
  const made = await call("POST", "/Users?attributes=userName", { schemas: [userUrn], userName: "b" });
  expect(Object.keys(made.body)).toEqual(["schemas", "id", "userName"]);
});

test("a search by POST, of one type and of all", async () => {
  const { call, group, user } = await start();
  const a = await user("ann", { displayName: "Ann" });
  await user("bob", { displayName: "Staff" });
  await group("Staff", [a]);
  const search = { schemas: [searchUrn], filter: 'displayName eq "staff"', attributes: ["displayName"] };
  expect((await call("POST", "/Users/.search", search)).body).toMatchObject({ totalResults: 1 });
  const all = (await call("POST", "/.search", search)).body;
  expect(all.Resources.map((one: { schemas: string[] }) => one.schemas)).toEqual([[userUrn], [groupUrn]]);
  const second = (await call("POST", "/.search", { ...search, startIndex: 2, count: 1 })).body;
  expect([second.totalResults, second.Resources[0].schemas]).toEqual([2, [groupUrn]]);
  expect((await call("GET", `/?filter=${encodeURIComponent(search.filter)}`)).body.totalResults).toBe(2);
  expect((await call("POST", "/.search", { filter: search.filter })).body.scimType).toBe("invalidSyntax");
  expect((await call("POST", "/.search", { ...search, count: "x" })).body.scimType).toBe("invalidValue");
  expect((await call("GET", "/Users/.search")).status).toBe(405);
});
