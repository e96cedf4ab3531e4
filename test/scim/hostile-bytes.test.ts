import { createServer } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { ScimClient } from "../../src/scim/client.ts";
import type { ScimId } from "../../src/scim/resource.ts";
import { type Answer, loopback } from "./loopback.ts";
import { rejection } from "./mocked-client.ts";

const seven = "7" as ScimId;
const body = '{"id":"7","displayName":"Zoë"}';
const megabyte = 1024 * 1024;

async function clientOf(answer: Answer, timeout?: number): Promise<ScimClient> {
  const running = await loopback(answer, timeout);
  onTestFinished(() => running.close());
  return running.client;
}

/** A client of a server that gives these bytes to every request. */
function given(
  bytes: Buffer | string,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): Promise<ScimClient> {
  return clientOf((_request, response) => response.writeHead(status, headers).end(bytes));
}

test.each([
  ["gzip", gzipSync(body)],
  ["x-gzip", gzipSync(body)],
  ["deflate", deflateSync(body)],
  ["br", brotliCompressSync(body)],
  ["Identity", Buffer.from(body)],
])("an answer compressed by %s, though nobody asked for it, is read", async (encoding, bytes) => {
  const client = await given(bytes, { "content-encoding": encoding });
  expect((await client.get("User", seven))?.attributes["displayName"]).toBe("Zoë");
});

test.each([
  ["gzip", gzipSync(Buffer.alloc(80 * megabyte)), "too_large", /unfolds to more than 4194304 bytes/],
  ["br", brotliCompressSync(Buffer.alloc(8 * megabyte)), "too_large", /unfolds to more than/],
  ["gzip", gzipSync(body).subarray(0, 20), "encoding", /says it is compressed by gzip, and is not/],
  ["br", Buffer.from(body), "encoding", /says it is compressed by br, and is not/],
  ["zstd", Buffer.from(body), "encoding", /in a way that is not known: zstd/],
  ["gzip, gzip", gzipSync(gzipSync(body)), "encoding", /not known: gzip, gzip/],
])("content-encoding %s with what is no such thing, or a bomb", async (encoding, bytes, reason, said) => {
  const client = await given(bytes, { "content-encoding": encoding });
  const error = await rejection(client.replace("User", seven, {}));
  expect(error).toMatchObject({ name: "AnswerError", reason, mayHaveActed: true });
  expect((error as Error).message).toMatch(said);
});

test.each([
  ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${body}`), "application/json"],
  ["UTF-8 that is said to be something else", Buffer.from(body), "application/json;charset=ISO-8859-1"],
])("%s is read", async (_what, bytes, type) => {
  const client = await given(bytes, { "content-type": type });
  expect((await client.get("User", seven))?.attributes["displayName"]).toBe("Zoë");
});

test.each([
  ["latin1", Buffer.from(body, "latin1"), "charset", /is not in UTF-8 but ISO-8859-1/],
  ["UTF-16 with a byte order mark", Buffer.from(`\uFEFF${body}`, "utf16le"), "charset", /is not in UTF-8/],
  ["UTF-16 of ASCII", Buffer.from('{"id":"7"}', "utf16le"), "not_json", /is no JSON/],
])("%s is refused by name", async (_what, bytes, reason, said) => {
  const client = await given(bytes, { "content-type": "application/json; charset=ISO-8859-1" });
  const error = await rejection(client.get("User", seven));
  expect(error).toMatchObject({ name: "AnswerError", reason, mayHaveActed: false });
  expect((error as Error).message).toMatch(said);
});

test("an error is known by its status, whatever its body", async () => {
  const detail = "taken ".repeat(20_000);
  const bodies: readonly (readonly [Buffer | string, Readonly<Record<string, string>>])[] = [
    [detail, {}],
    [gzipSync('{"detail":"taken"}'), { "content-encoding": "gzip" }],
    [gzipSync(Buffer.alloc(80 * megabyte)), { "content-encoding": "gzip" }],
    ["nonsense", { "content-encoding": "br" }],
    [Buffer.from("besetzt ü", "latin1"), {}],
    [Buffer.alloc(3 * megabyte, "["), {}],
  ];
  for (const [bytes, headers] of bodies) {
    const error = await rejection((await given(bytes, headers, 409)).create("User", {}));
    expect(error).toMatchObject({ name: "ScimError", status: 409 });
    expect((error as Error).message.length).toBeLessThan(600);
  }
});

test("an error whose body is cut short is that error", async () => {
  const client = await clientOf((_request, response) => {
    response.writeHead(409, { "content-length": "1000" }).write('{"detail":');
    setTimeout(() => response.destroy(), 20);
  });
  expect(await rejection(client.create("User", {}))).toMatchObject({ name: "ScimError", status: 409 });
});

test("a body that comes drop by drop is given up, though something always comes", async () => {
  let drops = 0;
  const client = await clientOf((_request, response) => {
    response.writeHead(200, {}).write('{"id":"7","x":"');
    const drip = setInterval(() => response.write(String((drops += 1))), 20);
    response.on("close", () => clearInterval(drip));
  }, 200);
  const error = await rejection(client.get("User", seven));
  expect(error).toMatchObject({ name: "AnswerError", reason: "too_slow" });
  expect((error as Error).message).toMatch(/took more than 200 ms/);
  expect(drops).toBeGreaterThan(0);
});

test("a head that comes drop by drop is given up too", async () => {
  const server = createSocketServer((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nx: ");
    const drip = setInterval(() => socket.write("y"), 20);
    socket.on("close", () => clearInterval(drip)).on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const client = new ScimClient({
    baseUrl: `http://127.0.0.1:${port}`,
    credentials: { kind: "none" },
    limits: { burst: 1, concurrency: 1, timeout: 200 },
    retry: { attempts: 1 },
  });
  onTestFinished(() => client.close());
  expect(await rejection(client.get("User", seven))).toMatchObject({ name: "NetworkError" });
});

test("nothing is asked of another address that an answer names", async () => {
  let asked = 0;
  const other = createServer((_request, response) => {
    asked += 1;
    response.end();
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  const there = `http://127.0.0.1:${(other.address() as AddressInfo).port}/scim/v2/Users/7`;
  const resource = { id: "7", meta: { location: there }, groups: [{ value: "1", $ref: there }] };
  let status = 201;
  const client = await clientOf((request, response) => {
    response.writeHead(status, { location: there, "content-location": there, link: `<${there}>; rel=next` });
    if (request.method === "POST") response.end();
    else if (request.url?.startsWith("/scim/v2/Users/")) response.end(JSON.stringify(resource));
    else response.end(JSON.stringify({ totalResults: 9, Resources: [resource], nextCursor: there }));
  });
  expect(await client.create("User", {})).toBeUndefined();
  status = 200;
  await client.get("User", seven);
  expect((await client.list("User")).nextCursor).toBe(there);
  await client.list("User", { cursor: there });
  for (status of [301, 302, 303, 307, 308]) {
    expect(await rejection(client.get("User", seven))).toMatchObject({ reason: "redirect" });
    expect(await rejection(client.delete("User", seven))).toMatchObject({ reason: "redirect" });
  }
  expect(asked).toBe(0);
});
