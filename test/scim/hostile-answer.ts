import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { type Asked, hostileText, noise, pick, type Random } from "./hostile-body.ts";

/** One thing the server does: send bytes, do nothing for a while, or end the connection one way or the other. */
export type Deed =
  | { readonly do: "send"; readonly bytes: Buffer }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "end" | "reset" | "hold" };

/** What is done about one request. */
export interface Reaction {
  readonly deeds: readonly Deed[];
  /** The status, where the answer is one that says it clearly. */
  readonly status?: number;
}

const statuses = [200, 200, 200, 200, 200, 201, 201, 204, 202, 206, 400, 404, 404, 409, 410, 412, 413, 429];
const oddStatuses = [
  203, 205, 226, 300, 302, 304, 307, 308, 401, 403, 405, 418, 451, 500, 501, 503, 507, 599,
];
const noStatuses = ["000", "099", "600", "999", "2000", "-1", "20", "abc", ""];
const types = [
  "application/scim+json",
  "application/json; charset=utf-8",
  "application/json; charset=utf-16",
  "text/html",
  "text/plain",
  "image/png",
  `x/${"y".repeat(500)}`,
  "",
];
const oddHeaders = [
  "retry-after: 0",
  "retry-after: soon",
  "retry-after: 1e9",
  "location: https://evil.example.com/scim/v2/Users/9",
  "location: http://[",
  "location: %",
  "__proto__: x",
  "constructor: x\r\nconstructor: y",
  "content-type: a/b\r\ncontent-type: c/d",
  "content-encoding: zstd",
  "content-encoding: gzip, gzip",
  'etag: "x"',
  "connection: close",
  "set-cookie: a=b\r\nset-cookie: c=d",
  "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 99999999999",
  "keep-alive: timeout=0",
];

/** Answers at random to a request. `bomb` unfolds to more than any answer may have. */
export function hostileAnswer(random: Random, asked: Asked, bomb: Buffer): Reaction {
  const chance = random();
  if (chance < 0.03) return { deeds: [send(noise(random, 2_000)), pick(random, [end, reset])] };
  if (chance < 0.05) return { deeds: [pick(random, [end, reset])] };
  if (chance < 0.052) return { deeds: [hold] };
  if (chance < 0.054) return trickle(random);
  if (chance < 0.06) return flood(random);
  if (chance < 0.0605) return huge(asked);
  if (chance < 0.061)
    return { deeds: [send(head(200, ["content-encoding: gzip"], bomb.length)), send(bomb)] };
  return wholeAnswer(random, asked);
}

function wholeAnswer(random: Random, asked: Asked): Reaction {
  const body = encoded(random, hostileText(random, asked));
  const status = random() < 0.8 ? pick(random, statuses) : pick(random, oddStatuses);
  const headers = [`content-type: ${pick(random, types)}`, ...body.headers];
  if (random() < 0.2) headers.push(pick(random, oddHeaders));
  const early = random() < 0.03 ? send(Buffer.from(pick(random, informational))) : undefined;
  if (random() < 0.03) {
    const said = pick(random, noStatuses);
    const first = Buffer.from(`HTTP/1.1 ${said} X\r\ncontent-length: 0\r\n\r\n`);
    return { deeds: [send(first), end] };
  }
  const framed = frame(random, status, headers, body.bytes);
  return {
    deeds: [...(early === undefined ? [] : [early]), ...framed.deeds],
    ...(framed.isClear && { status }),
  };
}

const informational = [
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(20),
  "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
];

/** The text in bytes, honestly encoded or not. */
function encoded(
  random: Random,
  text: string,
): { readonly bytes: Buffer; readonly headers: readonly string[] } {
  const plain = Buffer.from(text, "utf8");
  const chance = random();
  if (chance < 0.8) return { bytes: plain, headers: [] };
  if (chance < 0.83) return { bytes: gzipSync(plain), headers: ["content-encoding: gzip"] };
  if (chance < 0.85) return { bytes: brotliCompressSync(plain), headers: ["content-encoding: br"] };
  if (chance < 0.87) return { bytes: deflateSync(plain), headers: ["content-encoding: deflate"] };
  if (chance < 0.89) return { bytes: gzipSync(plain).subarray(0, -9), headers: ["content-encoding: gzip"] };
  if (chance < 0.91) return { bytes: plain, headers: ["content-encoding: br"] };
  if (chance < 0.93) return { bytes: Buffer.from(`\uFEFF${text}`, "utf8"), headers: [] };
  if (chance < 0.95) return { bytes: Buffer.from(text, "utf16le"), headers: [] };
  return {
    bytes: Buffer.concat([plain.subarray(0, 20), noise(random, 50), plain.subarray(20)]),
    headers: [],
  };
}

/** Puts head and body together, and may lie about their length. `isClear` when the status cannot be mistaken. */
function frame(
  random: Random,
  status: number,
  headers: readonly string[],
  body: Buffer,
): { readonly deeds: readonly Deed[]; readonly isClear: boolean } {
  const chance = random();
  if (chance < 0.7) return { deeds: [send(head(status, headers, body.length)), send(body)], isClear: true };
  const chunkedHead = head(status, [...headers, "transfer-encoding: chunked"]);
  const chunk = [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n0\r\n\r\n")];
  if (chance < 0.8 && body.length > 0)
    return { deeds: [send(chunkedHead), ...chunk.map(send)], isClear: true };
  if (chance < 0.83)
    return { deeds: [send(chunkedHead), send(Buffer.from("zz\r\nxx")), end], isClear: false };
  if (chance < 0.86) return { deeds: [send(head(status, headers)), send(body), end], isClear: true };
  if (chance < 0.89)
    return { deeds: [send(head(status, headers, body.length + 10)), send(body), reset], isClear: false };
  if (chance < 0.92)
    return { deeds: [send(head(status, headers, Math.max(0, body.length - 5))), send(body)], isClear: false };
  if (chance < 0.94)
    return {
      deeds: [send(head(status, [...headers, `content-length: ${pick(random, ["-1", "x", "9e9"])}`])), end],
      isClear: false,
    };
  return { deeds: [send(head(status, headers, body.length)), send(body), send(body), end], isClear: false };
}

/** A body, or a head, that comes byte by byte and never ends. */
function trickle(random: Random): Reaction {
  const start = random() < 0.5 ? head(200, [], 1_000) : Buffer.from("HTTP/1.1 200 OK\r\nx: ");
  const drops = Array.from({ length: 20 }, () => [{ do: "wait", ms: 20 } as const, send(Buffer.from("x"))]);
  return { deeds: [send(start), ...drops.flat(), hold] };
}

/** Too much of a header, or too many of them. */
function flood(random: Random): Reaction {
  const headers =
    random() < 0.5 ? [`x: ${"y".repeat(100_000)}`] : Array.from({ length: 3_000 }, (_, at) => `x-${at}: y`);
  return { deeds: [send(head(200, headers, 0)), end] };
}

/** More than is taken of one user, in one piece or without an end. */
function huge({ path }: Asked): Reaction {
  const bytes = path.includes("/Groups") || path.includes("?") ? 200_000 : 6_000_000;
  const body = Buffer.alloc(bytes, "a");
  return { deeds: [send(head(200, [], body.length + 1)), send(body), end] };
}

function head(status: number, headers: readonly string[], length?: number): Buffer {
  const told = length === undefined ? [] : [`content-length: ${length}`];
  return Buffer.from([`HTTP/1.1 ${status} X`, ...headers, ...told, "", ""].join("\r\n"), "latin1");
}

function send(bytes: Buffer): Deed {
  return { do: "send", bytes };
}

const end: Deed = { do: "end" };
const reset: Deed = { do: "reset" };
/** The connection stays open and nothing more comes. */
const hold: Deed = { do: "hold" };
