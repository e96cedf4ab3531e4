import { gzipSync } from "node:zlib";
import type { Deed, Reaction } from "./hostile-answer.ts";
import { noise, pick, type Random } from "./hostile-body.ts";

/**
 * An answer that nobody can make anything of, and that says nothing false: what a broken proxy, a firewall or a dying
 * server gives. Hostile answers besides these may lie in good SCIM, against which nothing can be done.
 */
export function unreadableAnswer(random: Random): Reaction {
  return { deeds: pick(random, kinds)(random) };
}

const resource =
  '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"ann@example.com"}';
const sorry = "<!DOCTYPE html><html><body>Please sign in</body></html>";

const kinds: readonly ((random: Random) => readonly Deed[])[] = [
  (random) => [send(noise(random, 500)), end],
  () => [end],
  () => [reset],
  () => answer("200 OK", sorry, "text/html"),
  () => answer("201 Created", sorry),
  () => answer("200 OK", resource.slice(0, 60)),
  () => answer("200 OK", "OK", "text/plain"),
  () => answer("200 OK", Buffer.from(resource, "utf16le")),
  () => answer("200 OK", Buffer.concat([Buffer.from(resource), Buffer.from([0xff, 0xfe])])),
  () => answer("200 OK", gzipSync(resource).subarray(0, 30), "application/json\r\ncontent-encoding: gzip"),
  () => answer("200 OK", resource, "application/json\r\ncontent-encoding: zstd"),
  () => answer("200 OK", `${"[".repeat(500)}${"]".repeat(500)}`),
  () => answer("302 Found", "", "text/html\r\nlocation: https://evil.example.com/login"),
  () => answer("999 Denied", ""),
  () => [send(Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n${resource}`)), reset],
  () => [send(Buffer.from(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(40_000)}\r\n\r\n`)), end],
  () => [send(Buffer.from("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n")), end],
  () => [{ do: "hold" }],
];

function answer(status: string, body: string | Buffer, type = "application/scim+json"): readonly Deed[] {
  const bytes = Buffer.from(body as string);
  const head = `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${bytes.length}\r\n\r\n`;
  return [send(Buffer.concat([Buffer.from(head), bytes]))];
}

function send(bytes: Buffer): Deed {
  return { do: "send", bytes };
}

const end: Deed = { do: "end" };
const reset: Deed = { do: "reset" };
