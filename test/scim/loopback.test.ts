import { afterEach, expect, test } from "vitest";
import type { ScimClient } from "../../src/scim/client.ts";
import type { ScimId } from "../../src/scim/resource.ts";
import { type Answer, loopback, type Loopback } from "./loopback.ts";
import { rejection } from "./mocked-client.ts";

const seven = "7" as ScimId;
const megabyte = Buffer.alloc(1024 * 1024, "a");
let running: Loopback | undefined;

afterEach(() => running?.close());

async function clientOf(answer: Answer, timeout?: number): Promise<ScimClient> {
  running = await loopback(answer, timeout);
  return running.client;
}

test.each([
  ["without a length", {}],
  ["with a length", { "content-length": String(300 * 1024 * 1024) }],
])("an answer %s that is too large is cut off", async (_what, headers) => {
  let sent = 0;
  const client = await clientOf((_request, response) => {
    response.writeHead(200, { "content-type": "application/scim+json", ...headers });
    response.write('{"id":"');
    const pour = (): void => {
      while (!response.destroyed && sent < 200) {
        sent += 1;
        if (!response.write(megabyte)) return void response.once("drain", pour);
      }
    };
    pour();
  });
  const error = await rejection(client.get("User", seven));
  expect(error).toMatchObject({ name: "AnswerError", reason: "too_large", mayHaveActed: false });
  expect((error as Error).message).toMatch(/is larger than 4194304 bytes/);
  expect(sent).toBeLessThan(100);
});

test("an answer cut short is no answer", async () => {
  const client = await clientOf((_request, response) => {
    response.writeHead(201, { "content-length": "1000" }).write('{"id":"7"');
    setImmediate(() => response.destroy());
  });
  expect(await rejection(client.create("User", {}))).toMatchObject({
    name: "NetworkError",
    mayHaveArrived: true,
  });
});

test("a silent provider is given up after the time limit", async () => {
  const client = await clientOf(() => {}, 100);
  const error = await rejection(client.create("User", {}));
  expect(error).toMatchObject({ name: "NetworkError", mayHaveArrived: true });
  expect((error as Error).message).toContain("UND_ERR_HEADERS_TIMEOUT");
});

test.each([
  [".", "/scim/v2/Users/%2E"],
  ["..", "/scim/v2/Users/%2E%2E"],
  ["../Groups/1", "/scim/v2/Users/..%2FGroups%2F1"],
])("the id %s stays below /Users", async (id, path) => {
  const seen: (string | undefined)[] = [];
  const client = await clientOf((request, response) => {
    seen.push(request.url);
    response.writeHead(204).end();
  });
  await client.delete("User", id as ScimId);
  expect(seen).toEqual([path]);
});
