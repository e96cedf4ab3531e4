import { gzipSync } from "node:zlib";

/** Numbers from 0 up to but not including 1. */
export type Random = () => number;

/** What a request asked for, as far as an answer to it has to know. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
}

export function pick<T>(random: Random, choices: readonly T[]): T {
  const found = choices[Math.floor(random() * choices.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}

const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const errorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

/** What an honest provider would answer. */
function honest(random: Random, { method, path }: Asked): unknown {
  const id = decodeURIComponent(/\/(?:Users|Groups)\/([^/?.]+)/.exec(path)?.[1] ?? "7");
  const resource = {
    schemas: [core],
    id,
    userName: "ann@example.com",
    name: { givenName: "Ann", familyName: "Ash" },
    active: true,
    emails: [{ value: "ann@example.com", type: "work", primary: true }],
    members: [{ value: "1", display: "One" }, { value: "2" }],
    meta: { resourceType: "User", version: 'W/"1"', location: `http://127.0.0.1/Users/${id}` },
  };
  if (path.includes("/ServiceProviderConfig"))
    return {
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 10, maxPayloadSize: 1_000 },
      filter: { supported: true, maxResults: 100 },
      pagination: { cursor: true, index: true, maxPageSize: 10 },
      authenticationSchemes: [{ type: "oauthbearertoken", name: "Token", primary: true }],
    };
  if (path.includes("/Schemas"))
    return {
      Resources: [{ id: core, attributes: [{ name: "userName", type: "string", subAttributes: [] }] }],
    };
  if (path.includes("/Bulk"))
    return { Operations: [{ method: "POST", bulkId: "b1", status: "201", location: "/Users/1" }] };
  if (method === "GET" && /\/(?:Users|Groups)(?:\?|$)/.test(path)) return listOf(random, resource);
  if (path.includes(".search")) return listOf(random, resource);
  if (random() < 0.2)
    return { schemas: [errorSchema], status: "409", scimType: "uniqueness", detail: "taken" };
  return resource;
}

function listOf(random: Random, resource: object): unknown {
  const rows = Array.from({ length: Math.floor(random() * 4) }, (_, at) => ({ ...resource, id: `u${at}` }));
  return { totalResults: rows.length, startIndex: 1, itemsPerPage: 10, Resources: rows, nextCursor: "c" };
}

const strangeTexts = [
  '"__proto__"',
  "null",
  "true",
  '"False"',
  '"\\ud800"',
  '"\\u0000"',
  "-1",
  "1e999",
  "12345678901234567890",
  "0.1",
  "[]",
  "{}",
  "[[[[]]]]",
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '[null,1,"x",{},[]]',
  '"https://evil.example.com/scim/v2/Users/1"',
  '"../../../etc"',
  '"a\\r\\nx-added: 1"',
];

/** Values that nobody expects there; the larger ones are rare, or the fuzz would do nothing else. */
function strange(random: Random): string {
  const chance = random();
  if (chance < 0.02) return JSON.stringify("x".repeat(Math.floor(random() * 100_000)));
  if (chance < 0.03) return `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
  if (chance < 0.04) return `[${"{},".repeat(3_000)}{}]`;
  return pick(random, strangeTexts);
}

/** JSON text with some of its values replaced, doubled or renamed. */
function mutated(random: Random, text: string): string {
  let result = text;
  for (let times = Math.floor(random() * 4); times > 0; times -= 1) {
    const values = [...result.matchAll(/:("[^"\\]*"|true|false|\d+|\[|\{)/g)];
    if (values.length === 0) return result;
    const { index, 1: value = "" } = pick(random, values);
    const [before, after] = [result.slice(0, index + 1), result.slice(index + 1 + value.length)];
    const way = random();
    if (way < 0.6 && value !== "[" && value !== "{") result = before + strange(random) + after;
    else if (way < 0.7) result = result.replace("{", `{"__proto__":${strange(random)},`);
    else if (way < 0.8) result = result.replace("{", `{"id":${strange(random)},`);
    else if (way < 0.9) result = result.replace(/"(id|Resources|totalResults)"/, '"$1x"');
    else result = `${before}${value}${after}`.replace('"id"', '"ID"');
  }
  return result;
}

const pages = [
  "<!DOCTYPE html><html><body>Sign in</body></html>",
  " \n<html>",
  "<".repeat(2_000),
  "OK",
  "",
  " ",
  "null",
  "[]",
  '""',
  "7",
  '{"a":',
  `[${JSON.stringify({ id: "7" })}]`,
];

/** The text of an answer before it is put into bytes. */
export function hostileText(random: Random, asked: Asked): string {
  const chance = random();
  if (chance < 0.12) return pick(random, pages);
  const text = mutated(random, JSON.stringify(honest(random, asked)));
  if (chance < 0.18) return text.slice(0, Math.floor(random() * text.length));
  if (chance < 0.2) return "[".repeat(Math.floor(random() * 20_000));
  return text;
}

/** Bytes of no meaning. */
export function noise(random: Random, most: number): Buffer {
  const bytes = Buffer.alloc(Math.floor(random() * most));
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Math.floor(random() * 256);
  return bytes;
}

/** 80 MB of zeros in 80 kB: more than any answer may have. */
export function makeBomb(): Buffer {
  return gzipSync(Buffer.alloc(80_000_000));
}
