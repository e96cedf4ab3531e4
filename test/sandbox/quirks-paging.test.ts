import { expect, test } from "vitest";
import { loadConnector } from "../../src/connector/load.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { type Client, start } from "./client.ts";

/** A sandbox with these quirks and so many users, user1, user2, … */
async function withUsers(count: number, ...quirks: readonly QuirkName[]): Promise<Client> {
  const client = await start({ quirks });
  for (let n = 1; n <= count; n += 1) await client.user(`user${n}`);
  return client;
}

interface Page {
  readonly names: readonly string[];
  readonly totalResults?: number;
  readonly startIndex?: number;
  readonly itemsPerPage?: number;
  readonly nextCursor?: string;
  readonly previousCursor?: string;
}

async function page({ call }: Client, query: string): Promise<Page> {
  const { status, body } = await call("GET", `/Users?${query}`);
  expect(status).toBe(200);
  const { Resources, schemas: _, ...place } = body;
  return { names: Resources.map((one: { userName: string }) => one.userName), ...place };
}

async function refused({ call }: Client, query: string): Promise<readonly unknown[]> {
  const { status, body } = await call("GET", `/Users?${query}`);
  return [status, body.scimType];
}

test("everyPageIsFirst", async () => {
  const client = await withUsers(22, "everyPageIsFirst");
  const second = await page(client, "startIndex=21&count=5");
  expect(second).toMatchObject({ totalResults: 22, startIndex: 1, itemsPerPage: 20 });
  expect(second.names).toEqual((await page(client, "")).names);
});

test("pagingIgnored", async () => {
  const client = await withUsers(3, "pagingIgnored");
  expect(await page(client, "startIndex=3&count=1")).toMatchObject({
    names: ["user1", "user2", "user3"],
    totalResults: 3,
    startIndex: 1,
  });
});

test("rowsPastEnd", async () => {
  const client = await withUsers(3, "rowsPastEnd");
  expect((await page(client, "startIndex=2&count=2")).names).toEqual(["user2", "user3"]);
  expect((await page(client, "startIndex=4&count=2")).names).toEqual(["user2", "user3"]);
  expect((await page(client, "startIndex=9&count=10")).names).toHaveLength(3);
});

test("pastEndResets", async () => {
  const client = await withUsers(3, "pastEndResets");
  expect((await page(client, "startIndex=2&count=2")).names).toEqual(["user2", "user3"]);
  await expect(page(client, "startIndex=4&count=2")).rejects.toThrow("fetch failed");
});

test("randomOrder", async () => {
  const client = await withUsers(12, "randomOrder");
  const pages = [await page(client, ""), await page(client, ""), await page(client, "")];
  const orders = new Set(pages.map(({ names }) => names.join()));
  expect(orders.size).toBe(3);
  for (const { names } of pages) expect(new Set(names).size).toBe(12);
});

test("itemsPerPageAsAsked", async () => {
  const client = await withUsers(2, "itemsPerPageAsAsked");
  expect(await page(client, "count=50")).toMatchObject({ itemsPerPage: 50, names: ["user1", "user2"] });
});

test("countZeroFails", async () => {
  const client = await withUsers(1, "countZeroFails");
  expect(await refused(client, "count=0")).toEqual([500, undefined]);
  expect((await page(client, "count=1")).names).toEqual(["user1"]);
});

test("zeroBased", async () => {
  const client = await withUsers(3, "zeroBased");
  expect((await page(client, "startIndex=1&count=1")).names).toEqual(["user2"]);
  expect(await page(client, "startIndex=0&count=1")).toMatchObject({ names: ["user1"], startIndex: 0 });
});

test("pagesOfTen", async () => {
  const client = await withUsers(11, "pagesOfTen");
  expect(await page(client, "count=100")).toMatchObject({ totalResults: 11, itemsPerPage: 10 });
  expect((await page(client, "startIndex=11&count=100")).names).toEqual(["user11"]);
});

test("totalOfPage, totalCapped, noTotal", async () => {
  expect((await page(await withUsers(3, "totalOfPage"), "count=2")).totalResults).toBe(2);
  const capped = await page(await withUsers(52, "totalCapped"), "");
  expect([capped.totalResults, capped.names.length]).toEqual([50, 52]);
  expect(await page(await withUsers(1, "noTotal"), "")).not.toHaveProperty("totalResults");
});

test("cursorOnly: pages are had by cursor, back and forth, with or without asking for it", async () => {
  const client = await withUsers(3, "cursorOnly");
  for (const query of ["startIndex=3&count=2", "cursor=&count=2", "cursor&count=2"]) {
    const first = await page(client, query);
    expect(first).toMatchObject({ names: ["user1", "user2"], totalResults: 3, itemsPerPage: 2 });
    expect(first).not.toHaveProperty("startIndex");
    const last = await page(client, `cursor=${first.nextCursor}&count=2`);
    expect(last.names).toEqual(["user3"]);
    expect(last).not.toHaveProperty("nextCursor");
    expect((await page(client, `cursor=${last.previousCursor}&count=2`)).names).toEqual(["user1", "user2"]);
  }
  expect(await refused(client, "cursor=nonsense")).toEqual([400, "invalidCursor"]);
  const { body } = await client.call("GET", "/ServiceProviderConfig");
  expect(body.pagination).toMatchObject({ cursor: true, index: false, defaultPaginationMethod: "cursor" });
});

test("cursorLosesLast", async () => {
  const client = await withUsers(5, "cursorLosesLast");
  const first = await page(client, "cursor=&count=2");
  const second = await page(client, `cursor=${first.nextCursor}&count=2`);
  expect(second).toMatchObject({ names: ["user3", "user4"], totalResults: 5 });
  expect(second).not.toHaveProperty("nextCursor");
  expect((await page(client, "startIndex=5")).names).toEqual(["user5"]);
});

test("cursorNeedsCount, cursorExpires", async () => {
  const needy = await withUsers(1, "cursorNeedsCount");
  expect(await refused(needy, "cursor")).toEqual([400, "invalidCount"]);
  expect((await page(needy, "cursor&count=1")).names).toEqual(["user1"]);
  const hasty = await withUsers(9, "cursorExpires");
  let { nextCursor } = await page(hasty, "cursor=&count=2");
  ({ nextCursor } = await page(hasty, `cursor=${nextCursor}&count=2`));
  ({ nextCursor } = await page(hasty, `cursor=${nextCursor}&count=2`));
  expect(await refused(hasty, `cursor=${nextCursor}&count=2`)).toEqual([400, "expiredCursor"]);
  expect((await page(hasty, `cursor=${nextCursor}&count=2`)).names).toEqual(["user7", "user8"]);
});

test("emptyWithoutResources, membersNull, selectionIgnored", async () => {
  const empty = await start({ quirks: ["emptyWithoutResources", "membersNull", "selectionIgnored"] });
  expect((await empty.call("GET", "/Users")).body).not.toHaveProperty("Resources");
  await empty.group("Nobody");
  const { body } = await empty.call("GET", "/Groups?excludedAttributes=members");
  expect(body.Resources).toMatchObject([{ displayName: "Nobody", members: null }]);
});

test.each([
  ["none", { totalResults: 3, names: ["user1", "user2", "user3"] }],
  ["firstPage", { totalResults: 3, names: ["user1", "user2"] }],
  ["cursor", { totalResults: 3, names: ["user1", "user2"], nextCursor: expect.any(String) }],
] as const)("plays a connector that says reads.paging: %s", async (paging, expected) => {
  const generic = await loadConnector("generic", new URL("../../connectors", import.meta.url).pathname);
  const client = await start({ dialect: { ...generic, reads: { ...generic.reads, paging } } });
  for (const n of [1, 2, 3]) await client.user(`user${n}`);
  expect(await page(client, "startIndex=2&count=2")).toMatchObject(expected);
});

test("listTellsNobody, listIsSample, listHidesInactive, listCutShort: a filter tells of all", async () => {
  const expected = {
    listTellsNobody: [0, undefined],
    listIsSample: [1, "synthetic_user"],
    listHidesInactive: [22, "user1"],
    listCutShort: [20, "user1"],
  } as const;
  for (const [quirk, [total, first]] of Object.entries(expected)) {
    const client = await withUsers(22, quirk as QuirkName);
    await client.user("gone", { active: false });
    const all = await page(client, "");
    expect([all.totalResults, all.names[0]], quirk).toEqual([total, first]);
    const found = await page(client, `filter=${encodeURIComponent('userName eq "gone"')}`);
    expect(found.names, quirk).toEqual(["gone"]);
  }
});

test("listWithoutExternalId", async () => {
  const client = await start({ quirks: ["listWithoutExternalId"] });
  await client.user("ann", { externalId: "e1" });
  const listed = await client.call("GET", "/Users");
  expect(listed.body.Resources[0]).not.toHaveProperty("externalId");
  const found = await client.call("GET", `/Users?filter=${encodeURIComponent('externalId eq "e1"')}`);
  expect(found.body.Resources[0]).toMatchObject({ userName: "ann", externalId: "e1" });
});
