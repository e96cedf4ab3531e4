/**
 * The least that a push can be: a loop that sends bodies made beforehand, so many at once, and parses the answers. No
 * state, no look-up, no retry.
 *
 *   node bare-requests.js BASE_URL TOKEN WRITES CONNECTIONS
 *
 * WRITES holds a line of JSON for each request, with method, path below the host and body, as the provider of
 * `provider.ts` tells them. Prints requests and seconds, from the first request to the last answer.
 */
import { readFileSync } from "node:fs";
import { Pool } from "undici";

interface Write {
  readonly method: "POST" | "PATCH";
  readonly path: string;
  readonly body: string;
}

const [baseUrl = "", token = "", file = "", connections = "16"] = process.argv.slice(2);
const { origin, pathname } = new URL(baseUrl);
const writes = readFileSync(file, "utf8")
  .split("\n")
  .map((line) => JSON.parse(line) as Write);
const pool = new Pool(origin, { connections: Number(connections), pipelining: 1 });
const headers = {
  accept: "application/scim+json",
  "content-type": "application/scim+json",
  authorization: `Bearer ${token}`,
};
const root = pathname === "/" ? "" : pathname;
const queue = writes.values();

async function work(): Promise<void> {
  // All take from the same iterator, so that each write is sent once.
  for (const { method, path, body } of queue) {
    const answer = await pool.request({ method, path: root + path, headers, body });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${path} was answered with ${answer.statusCode}: ${text}`);
    if (text !== "") JSON.parse(text);
  }
}

const began = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, work));
console.log(JSON.stringify({ requests: writes.length, seconds: (performance.now() - began) / 1000 }));
await pool.close();
