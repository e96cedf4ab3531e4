import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { parseLdapUrl } from "../../../src/source/ldap/address.ts";
import { LdapConnection } from "../../../src/source/ldap/connection.ts";
import { entry } from "./played-server.ts";

const ENTRIES = 40_000;

/** A server that says all it has at once, and the connection to it. */
async function flooded(signal: AbortSignal): Promise<{ server: Socket; connection: LdapConnection }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = parseLdapUrl(`ldap://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const connection = await LdapConnection.open({ address, tls: {}, timeout: 5000, signal });
  const [socket] = await accepted;
  socket.on("error", () => {});
  const photo = Buffer.alloc(1000, 1);
  const message = entry({ id: 1 }, "uid=ann", { photo: [photo] });
  socket.write(Buffer.concat(Array.from({ length: ENTRIES }, () => message)));
  onTestFinished(() => {
    connection.close();
    socket.destroy();
  });
  return { server: socket, connection };
}

test("a server that is faster than its reader has to wait, and loses nothing", async () => {
  const { server, connection } = await flooded(new AbortController().signal);
  let frames = (await connection.receive()).length;
  await sleep(200);
  expect(server.writableLength).toBeGreaterThan(20_000_000);
  while (frames < ENTRIES) frames += (await connection.receive()).length;
  expect(frames).toBe(ENTRIES);
});

test("who is called off waits no longer", async () => {
  const controller = new AbortController();
  const { connection } = await flooded(controller.signal);
  const reason = new Error("called off");
  controller.abort(reason);
  await expect(
    (async () => {
      for (;;) await connection.receive();
    })(),
  ).rejects.toBe(reason);
  await expect(flooded(controller.signal)).rejects.toBe(reason);
});
