import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Measured, measureRun } from "../../bench/measured-run.ts";
import type { JsonObject } from "../../src/canonical.ts";
import type { Attributes } from "../../src/source/record.ts";
import { type OneGroupServer, startOneGroupServer } from "../support/one-group-server.ts";
import { seedAccounts, seededId } from "../support/seeded-accounts.ts";
import { targetAt, workshop, type Workshop } from "./workshop.ts";

const users = 50_000;
const program = fileURLToPath(new URL("../../bin/scimsync.js", import.meta.url));
let server: OneGroupServer;
/** With one group, of most users; and with a fifth of it all. */
let large: Workshop;
let small: Workshop;

beforeAll(async () => {
  server = await startOneGroupServer(seededId("g1"));
  large = await syncedShop(users);
  small = await syncedShop(users / 5);
}, 120_000);
afterAll(() => Promise.all([large.remove(), small.remove(), server.close()]));

function people(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `e${n},user${n}@x.org,User${n},,`);
}

/** Members are all from the first to the last of these numbers. */
function crew(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => `g1,e${first + at}`);
}

function assertedOf(kind: "user" | "group", key: string, { email = "", given = "" }: Attributes): JsonObject {
  if (kind === "group")
    return { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName: "Crew" };
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: email,
    externalId: key,
    name: { givenName: given },
    active: true,
  };
}

async function syncedShop(count: number): Promise<Workshop> {
  const shop = await workshop();
  await shop.configure(targetAt("app", { url: server.url, token: "none" }, { groups: '{ push: ["*"] }' }));
  const memberships = crew(0, count - 31);
  await shop.write({ people: people(count), groups: ["g1,Crew"], memberships });
  await shop.accept((store) => seedAccounts(store, "app", assertedOf));
  for (const line of memberships) server.members.add(seededId(line.slice("g1,".length)));
  // What was seeded is what a push would have written: there is nothing to send.
  const [report] = await shop.sync();
  expect(report).toMatchObject({ exitCode: 0, counts: { inScope: count }, requests: { total: 0 } });
  return shop;
}

async function syncCrew(first: number, last: number): Promise<readonly string[]> {
  server.taken();
  await large.write({ people: people(users), groups: ["g1,Crew"], memberships: crew(first, last) });
  const [report] = await large.sync();
  expect(report).toMatchObject({ exitCode: 0, failures: [] });
  return server.taken();
}

test(`ten members who come to, or go from, a group of ${users} are one PATCH of less than 2 kB`, async () => {
  // The first removals at a target are looked at, and additions of more at once than before.
  await syncCrew(1, users - 31);
  await syncCrew(11, users - 21);
  for (const [first, last] of [
    [11, users - 11],
    [21, users - 11],
  ] as const) {
    const requests = (await syncCrew(first, last)).filter((request) => request.includes("/Groups"));
    expect(requests).toEqual([expect.stringMatching(/^PATCH \S+\?excludedAttributes=members \d+$/)]);
    expect(Number(requests[0]?.split(" ").at(-1))).toBeLessThan(2_000);
    expect(server.members.size).toBe(last - first + 1);
  }
}, 60_000);

async function unchangedRun(
  shop: Workshop,
  count: number,
  memberships: readonly string[],
): Promise<Measured> {
  await shop.write({ people: people(count).toReversed(), groups: ["g1,Crew"], memberships });
  const run = await measureRun(program, shop.folder, ["sync"], { TOKEN_app: "none" });
  expect(run.code, run.stderr + run.stdout).toBe(0);
  return run;
}

test(`an unchanged sync of ${users} users needs less than twice the memory of one of ${users / 5}`, async () => {
  server.taken();
  const one = await unchangedRun(small, users / 5, crew(0, users / 5 - 31));
  const other = await unchangedRun(large, users, crew(21, users - 11));
  expect(server.taken()).toEqual([]);
  console.log(
    [one, other].map(({ peakMb, seconds }) => `${peakMb.toFixed(0)} MB, ${seconds.toFixed(1)} s`).join("; "),
  );
  expect(other.peakMb).toBeLessThan(2 * one.peakMb);
}, 60_000);
