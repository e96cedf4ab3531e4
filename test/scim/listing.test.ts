import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { ScimClient } from "../../src/scim/client.ts";
import type { Listing, ListingOptions } from "../../src/scim/listing/listing-end.ts";
import { readListing } from "../../src/scim/listing/listing.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { textAt } from "../../src/scim/attribute-value.ts";
import type { Resource, ResourceType } from "../../src/scim/resource.ts";

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

function clientOf(baseUrl: string, token = "t"): ScimClient {
  const client = new ScimClient({
    baseUrl,
    credentials: { kind: "bearer", token: { description: "token", read: () => Promise.resolve(token) } },
    limits: { burst: 1, concurrency: 4, timeout: 5_000 },
    retry: { attempts: 1 },
  });
  open.push(() => client.close());
  return client;
}

const plain: ListingOptions = { paging: "auto", pageSize: 5, totalResults: "trust" };

interface Read {
  readonly names: readonly string[];
  readonly listing: Listing;
  readonly requests: number;
}

async function read(
  client: ScimClient,
  options: Partial<ListingOptions> = {},
  type: ResourceType = "User",
): Promise<Read> {
  const names: string[] = [];
  const take = ({ id, attributes }: Resource) => void names.push(textAt(attributes, "userName") ?? id);
  const before = client.requests.total;
  const listing = await readListing(client, type, { ...plain, ...options }, take);
  return { names, listing, requests: client.requests.total - before };
}

/** A sandbox with these quirks and so many users, and what reading its users gives. */
async function company(count: number, ...quirks: readonly QuirkName[]): Promise<Sandbox> {
  const sandbox = await startSandbox({ seed: 1, quirks });
  open.push(() => sandbox.close());
  for (let n = 1; n <= count; n += 1) {
    await fetch(`${sandbox.url}/Users`, {
      method: "POST",
      headers: { authorization: `Bearer ${sandbox.token}`, "content-type": "application/scim+json" },
      body: JSON.stringify({
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
        userName: `user${n}`,
      }),
    });
  }
  return sandbox;
}

/** Settings of one case; `pagination: undefined` is for a provider that says nothing of pages. */
type Settings = { readonly [Name in keyof ListingOptions]?: ListingOptions[Name] | undefined };

async function readAt(sandbox: Sandbox, options: Settings = {}): Promise<Read> {
  const client = clientOf(sandbox.url, sandbox.token);
  const capabilities = await client.discover();
  const pagination = capabilities?.pagination;
  return read(client, { pagination, ...options } as Partial<ListingOptions>);
}

const whole = { complete: true, count: 13 };

describe("all 13 users are read, and known to be all", () => {
  test.each<[QuirkName | "no quirk", Settings, number]>([
    ["no quirk", {}, 3],
    ["no quirk", { pageSize: 13 }, 2],
    ["pagingIgnored", {}, 2],
    ["pagingIgnored", { paging: "none" }, 1],
    ["everyPageIsFirst", { pageSize: 100 }, 1],
    ["rowsPastEnd", {}, 3],
    ["itemsPerPageAsAsked", {}, 3],
    ["zeroBased", {}, 5],
    ["pagesOfTen", { pageSize: 100 }, 2],
    ["totalCapped", {}, 3],
    ["totalOfPage", { totalResults: "ignore" }, 4],
    ["noTotal", { totalResults: "ignore" }, 4],
    ["cursorOnly", {}, 3],
    ["cursorOnly", { pagination: undefined }, 3],
    ["cursorOnly", { paging: "cursor" }, 3],
    ["cursorNeedsCount", {}, 3],
    ["cursorNeedsCount", { pageSize: 2000 }, 1],
    ["cursorLosesLast", { pageSize: 4 }, 4],
    ["cursorLosesLast", { pageSize: 4, paging: "index" }, 4],
    ["cursorExpires", {}, 3],
    ["cursorExpires", { pageSize: 4 }, 9],
    ["randomOrder", { pageSize: 20 }, 1],
    ["emptyWithoutResources", {}, 3],
    ["noServiceProviderConfig", {}, 3],
  ])("%s %j", async (quirk, options, requests) => {
    const sandbox = await company(13, ...(quirk === "no quirk" ? [] : [quirk]));
    const result = await readAt(sandbox, options);
    expect(result.listing).toEqual(whole);
    expect(new Set(result.names).size).toBe(13);
    expect(result.names).toHaveLength(13);
    expect(result.requests).toBe(requests);
  });
});

describe("what is read is known not to be all", () => {
  test.each<[QuirkName | "no quirk", number, Settings, number, string]>([
    [
      "everyPageIsFirst",
      22,
      {},
      20,
      "totalResults says 22, and 20 different ones came: a page brought nothing",
    ],
    ["randomOrder", 30, {}, 0, "totalResults says 30"],
    ["totalOfPage", 13, {}, 13, "totalResults says 3, and 13 different ones came"],
    ["totalCapped", 52, { pageSize: 100 }, 52, "totalResults says 50, and 52 different ones came"],
    ["noTotal", 3, {}, 3, "totalResults is missing"],
    ["noTotal", 3, { paging: "firstPage" }, 3, "only the first page can be had"],
    ["no quirk", 13, { paging: "firstPage" }, 5, "only the first page can be had"],
    [
      "cursorLosesLast",
      13,
      { pageSize: 4, paging: "cursor" },
      12,
      "totalResults says 13, and 12 different ones",
    ],
    ["cursorOnly", 13, { paging: "index" }, 5, "a page brought nothing but what had come before"],
    ["cursorExpires", 13, { pageSize: 2, paging: "cursor" }, 6, "a cursor was refused again"],
    ["no quirk", 13, { paging: "cursor", pageSize: 20, pagination: undefined }, 13, ""],
  ])("%s with %i users, %j", async (quirk, count, options, came, why) => {
    const sandbox = await company(count, ...(quirk === "no quirk" ? [] : [quirk]));
    const { listing, names } = await readAt(sandbox, options);
    if (why === "") {
      expect(listing).toEqual({ complete: true, count });
      return;
    }
    expect(listing).toMatchObject({ complete: false, why: expect.stringContaining(why) });
    expect(new Set(names).size).toBe(names.length);
    if (came > 0) expect(names).toHaveLength(came);
  });

  test("a random order is read again and again without end by nobody", async () => {
    const { listing, requests } = await readAt(await company(40, "randomOrder"));
    expect(listing.complete).toBe(false);
    expect(requests).toBeLessThan(12);
  });
});

test("nobody at all is all there is, whatever is missing of the answer", async () => {
  for (const quirks of [[], ["emptyWithoutResources"], ["noTotal"], ["cursorOnly"], ["zeroBased"]] as const) {
    const { listing } = await readAt(await company(0, ...quirks));
    expect(listing).toEqual({ complete: true, count: 0 });
  }
});

/** A server whose answer to a query is told by a function; undefined is answered with 400. */
async function scripted(answer: (query: URLSearchParams) => unknown): Promise<ScimClient> {
  const server: Server = createServer((request, response) => {
    const body = answer(new URL(request.url ?? "/", "http://x").searchParams);
    const status = body === undefined ? 400 : 200;
    response.writeHead(status, { "content-type": "application/scim+json" });
    response.end(JSON.stringify(body ?? { status: "400", scimType: "invalidCount", detail: "no" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => new Promise((resolve) => server.close(resolve)));
  return clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const row = (id: number | string) => ({ id: String(id), userName: `user${id}` });

describe("servers that never end, or end badly", () => {
  test("a page that names itself as the next", async () => {
    const client = await scripted(() => ({ totalResults: 9, Resources: [row(1)], nextCursor: "same" }));
    const { listing, requests } = await read(client, { paging: "cursor" });
    expect(listing).toMatchObject({ complete: false, why: expect.stringContaining("named itself") });
    expect(requests).toBe(2);
  });

  test("cursors that go round in a circle, and empty pages without end", async () => {
    const circle = await scripted((query) => {
      const at = Number(query.get("cursor")) % 3;
      return { Resources: [row(at)], nextCursor: String(at + 1) };
    });
    const round = await read(circle, { paging: "cursor" });
    expect(round).toMatchObject({ listing: { complete: false, count: 3 } });
    expect(round.requests).toBeLessThan(30);
    let n = 0;
    const barren = await scripted(() => ({ Resources: [], nextCursor: `c${(n += 1)}` }));
    const empty = await read(barren, { paging: "cursor" });
    expect(empty.listing.complete).toBe(false);
    expect(empty.requests).toBeLessThan(30);
  });

  test("empty pages in between are borne", async () => {
    const client = await scripted((query) => {
      const at = Number(query.get("cursor") ?? "0");
      return { Resources: at % 3 === 0 ? [row(at)] : [], ...(at < 12 && { nextCursor: String(at + 1) }) };
    });
    expect((await read(client, { paging: "cursor" })).listing).toEqual({ complete: true, count: 5 });
  });

  test("a count that is refused is asked for smaller", async () => {
    const counts: (string | null)[] = [];
    const client = await scripted((query) => {
      counts.push(query.get("count"));
      return Number(query.get("count")) > 10 ? undefined : { totalResults: 1, Resources: [row(1)] };
    });
    const { listing } = await read(client, { paging: "cursor", pageSize: 100 });
    expect([listing, counts]).toEqual([{ complete: true, count: 1 }, ["100", "10"]]);
  });

  test("cursors that are claimed and refused make way for pages by number", async () => {
    const client = await scripted((query) =>
      query.has("cursor") ? undefined : { totalResults: 1, Resources: [row(1)] },
    );
    const pagination = {
      cursor: true,
      index: undefined,
      defaultPaginationMethod: undefined,
      defaultPageSize: undefined,
      maxPageSize: undefined,
      cursorTimeout: undefined,
    };
    expect((await read(client, { pagination })).listing).toEqual({ complete: true, count: 1 });
  });

  test("entries without an id prove that something is missing", async () => {
    const client = await scripted(() => ({ totalResults: 2, Resources: [row(1), { userName: "no id" }] }));
    const why = "entries came that have no id";
    expect((await read(client)).listing).toEqual({ complete: false, count: 1, why });
  });

  test("a refusal in the middle, and one behind the end when all has come", async () => {
    const halfway = await scripted((query) =>
      query.get("startIndex") === "1" ? { totalResults: 9, Resources: [1, 2, 3, 4, 5].map(row) } : undefined,
    );
    expect((await read(halfway)).listing).toMatchObject({
      complete: false,
      count: 5,
      why: expect.stringContaining("a page was refused: HTTP 400"),
    });
    const strict = await scripted((query) =>
      query.get("startIndex") === "1" ? { totalResults: 5, Resources: [1, 2, 3, 4, 5].map(row) } : undefined,
    );
    expect((await read(strict)).listing).toEqual({ complete: true, count: 5 });
  });

  test("whoever refuses to leave attributes out is asked for all of them", async () => {
    const client = await scripted((query) =>
      query.has("excludedAttributes") ? undefined : { totalResults: 1, Resources: [row(1)] },
    );
    const { listing, requests } = await read(client, { excludedAttributes: ["members"] }, "Group");
    expect([listing.complete, requests]).toEqual([true, 2]);
  });
});

test("while resources are given one page more is asked for, and a taker that is slow holds those after it back", async () => {
  const sandbox = await company(12);
  const client = clientOf(sandbox.url, sandbox.token);
  const requests: number[] = [];
  await readListing(client, "User", plain, async () => {
    await Promise.resolve();
    requests.push(client.requests.total);
  });
  expect(requests).toEqual([2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3]);
});

test("a taker that fails ends the listing, whatever becomes of the page under way", async () => {
  const client = await scripted((query) =>
    query.get("startIndex") === "1" ? { totalResults: 2, Resources: [row(1)] } : undefined,
  );
  const reading = readListing(client, "User", plain, () => {
    throw new Error("no room left");
  });
  await expect(reading).rejects.toThrow("no room left");
});
