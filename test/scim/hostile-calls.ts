import type { Clock } from "../../src/clock.ts";
import { TargetError } from "../../src/errors.ts";
import { AnswerError } from "../../src/scim/answer/answer-error.ts";
import type { ScimClient } from "../../src/scim/client.ts";
import type { ListPage } from "../../src/scim/list.ts";
import type { Resource, ResourceType, ScimId } from "../../src/scim/resource.ts";
import { ScimError } from "../../src/scim/scim-error.ts";
import { NetworkError } from "../../src/scim/connection/transport.ts";

export type Said = () => readonly (number | undefined)[];

/** One way of asking, and what is wrong with what it gave; undefined when nothing is. */
export interface Call {
  readonly name: string;
  /** `said` grows by the statuses the server answers; undefined for an answer whose status is not clear. */
  run(client: ScimClient, id: ScimId, type: ResourceType, said: Said): Promise<string | undefined>;
}

const operations = [{ op: "replace", path: "title", value: "x" }] as const;
const bulk = [{ method: "POST", path: "/Users", bulkId: "b1", data: {} }] as const;

export const calls: readonly Call[] = [
  {
    name: "get",
    run: async (client, id, type, said) => {
      const resource = await client.get(type, id);
      const isMadeUp = resource === undefined && isNever(said(), [404, 410]);
      return isMadeUp ? "says that somebody is gone, and nobody told it" : judge(resource, id);
    },
  },
  { name: "create", run: async (client, _id, type) => judge(await client.create(type, { userName: "ann" })) },
  { name: "replace", run: async (client, id, type) => judge(await client.replace(type, id, {})) },
  {
    name: "patch",
    run: async (client, id, type) => judge(await client.patch(type, id, operations, { ifMatch: 'W/"1"' })),
  },
  {
    name: "delete",
    run: async (client, id, type, said) => {
      const isDone = await client.delete(type, id);
      const isMadeUp = isDone
        ? said().every((status) => (status ?? 200) >= 300)
        : isNever(said(), [404, 410]);
      return isMadeUp ? `says ${isDone}, and nobody told it` : undefined;
    },
  },
  {
    name: "list",
    run: async (client, _id, type) => judgePage(await client.list(type, { startIndex: 1, count: 10 })),
  },
  {
    name: "list by cursor",
    run: async (client, _id, type) => judgePage(await client.list(type, { cursor: "", count: 10 })),
  },
  { name: "search", run: async (client, _id, type) => judgePage(await client.search(type, { count: 10 })) },
  {
    name: "find",
    run: async (client, _id, type) => {
      const found = await client.find(type, "userName", "ann@example.com");
      return found.map((resource) => judge(resource)).find((fault) => fault !== undefined);
    },
  },
  { name: "discover", run: async (client) => expectThat(isPlain(await client.discover())) },
  { name: "schemas", run: async (client) => expectThat(isPlain(await client.schemas())) },
  { name: "probe", run: async (client) => expectThat((await client.probe()) === undefined) },
  { name: "bulk", run: async (client) => expectThat((await client.bulk(bulk)).length === bulk.length) },
];

/** True when the server clearly answered each time, and none of these. */
function isNever(said: readonly (number | undefined)[], statuses: readonly number[]): boolean {
  return said.every((status) => status !== undefined && !statuses.includes(status));
}

function expectThat(isRight: boolean): string | undefined {
  return isRight ? undefined : "gave what it never should";
}

function isPlain(value: object | undefined): boolean {
  return value === undefined || JSON.stringify(value).length < 10_000_000;
}

function judge(resource: Resource | undefined, id?: ScimId): string | undefined {
  if (resource === undefined) return undefined;
  if (typeof resource.id !== "string" || resource.id === "" || resource.id.length > 2_048) return "a bad id";
  if (id !== undefined && resource.id.toLowerCase() !== id.toLowerCase()) return "another resource";
  if (resource.version !== undefined && !/^[ -~]{1,1024}$/.test(resource.version)) return "a bad version";
  if (Object.getPrototypeOf(resource.attributes) !== Object.prototype) return "another prototype";
  return undefined;
}

function judgePage(page: ListPage): string | undefined {
  if (page.resources.length > page.rows) return "more resources than rows";
  if (page.total !== undefined && !(Number.isSafeInteger(page.total) && page.total >= 0))
    return "a bad total";
  return page.resources.map((resource) => judge(resource)).find((fault) => fault !== undefined);
}

/** Whether an error is one of those the client says it gives, short enough to be shown. */
export function isNamed(error: unknown): boolean {
  if (!(error instanceof Error) || error.message.length > 1_500) return false;
  return [ScimError, NetworkError, AnswerError, TargetError].some((kind) => error instanceof kind);
}

/** Sleeps take no time, so that a pause of any length costs nothing. */
export function hastyClock(): Clock {
  let now = Date.parse("2026-11-22T12:00:00Z");
  return {
    now: () => now,
    async sleep(ms, signal) {
      await new Promise(setImmediate);
      signal?.throwIfAborted();
      now += ms;
    },
  };
}
