import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { ScimId } from "../../src/scim/resource.ts";
import { type Answer, loopback } from "../scim/loopback.ts";
import { rejection } from "../scim/mocked-client.ts";

const seven = "7" as ScimId;

async function clientOf(answer: Answer) {
  const running = await loopback(answer, 20_000);
  onTestFinished(() => running.close());
  return running.client;
}

test("a body without an end is left once it is larger than any answer", async () => {
  let sent = 0;
  const client = await clientOf((_request, response) => {
    const more = Buffer.alloc(65_536, "x");
    response.writeHead(200, {}).write('{"id":"7","x":"');
    function pour(): void {
      while (!response.destroyed) {
        sent += more.length;
        if (!response.write(more)) return void response.once("drain", pour);
      }
    }
    pour();
  });
  expect(await rejection(client.get("User", seven))).toMatchObject({
    reason: "too_large",
    mayHaveActed: false,
  });
  expect(await rejection(client.create("User", {}))).toMatchObject({
    reason: "too_large",
    mayHaveActed: true,
  });
  expect(sent).toBeLessThan(64 * 1024 * 1024);
});

test("headers of a megabyte are no answer", async () => {
  const client = await clientOf((_request, response) => {
    response.on("error", () => response.destroy());
    response.writeHead(200, { "x-long": "y".repeat(1024 * 1024) }).end('{"id":"7"}');
  });
  expect(await rejection(client.create("User", {}))).toMatchObject({
    name: "NetworkError",
    mayHaveArrived: true,
  });
});

test("a million lists in each other are no answer, wherever they stand", async () => {
  const deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
  for (const body of [
    deep,
    `{"id":"7","x":${deep}}`,
    `{"totalResults":1,"Resources":[{"id":"7","x":${deep}}]}`,
  ]) {
    const client = await clientOf((_request, response) => response.writeHead(200, {}).end(body));
    for (const call of [
      () => client.get("User", seven),
      () => client.list("User"),
      () => client.patch("User", seven, []),
    ])
      expect(await rejection(call())).toMatchObject({ name: "AnswerError", reason: "too_deep" });
  }
});

test("a 401 that names another place to log in at gets no token there", async () => {
  let asked = 0;
  const other = createServer((_request, response) => {
    asked += 1;
    response.end();
  });
  await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
  onTestFinished(() => void other.close());
  const there = `http://127.0.0.1:${(other.address() as AddressInfo).port}/token`;
  const client = await clientOf((_request, response) =>
    response
      .writeHead(401, {
        "www-authenticate": `Bearer realm="x", authorization_uri="${there}", resource_metadata="${there}"`,
      })
      .end(),
  );
  expect(await rejection(client.get("User", seven))).toMatchObject({ reason: "credentials_refused" });
  expect(asked).toBe(0);
});
