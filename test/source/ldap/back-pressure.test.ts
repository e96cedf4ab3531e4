import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { parseLdapUrl } from "../../../src/source/ldap/address.ts";
import { LdapConnection } from "../../../src/source/ldap/connection.ts";
import { entry } from "./played-server.ts";

const PIECES = 400;
const ENTRIES_A_PIECE = 100;

/** How many pieces the server has got rid of. */
interface Flood {
  sent: number;
}

/** A server that has 40 MB to say, and the connection to it. */
async function flooded(signal: AbortSignal): Promise<{ flood: Flood; connection: LdapConnection }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = parseLdapUrl(`ldap://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const connection = await LdapConnection.open({ address, tls: {}, timeout: 5000, signal });
  const [socket] = await accepted;
  socket.on("error", () => {});
  onTestFinished(() => {
    connection.close();
    socket.destroy();
  });
  return { flood: pour(socket), connection };
}

function pour(socket: Socket): Flood {
  const flood = { sent: 0 };
  const message = entry({ id: 1 }, "uid=ann", { photo: [Buffer.alloc(1000, 1)] });
  const piece = Buffer.concat(Array.from({ length: ENTRIES_A_PIECE }, () => message));
  function send(): void {
    if (flood.sent === PIECES) return;
    socket.write(piece, () => {
      flood.sent += 1;
      send();
    });
  }
  send();
  return flood;
}

test("a server that is faster than its reader has to wait, and loses nothing", async () => {
  const { flood, connection } = await flooded(new AbortController().signal);
  let frames = (await connection.receive()).length;
  for (let before = -1; before !== flood.sent; await sleep(150)) before = flood.sent;
  expect(flood.sent).toBeLessThan(PIECES / 2);
  while (frames < PIECES * ENTRIES_A_PIECE) frames += (await connection.receive()).length;
  expect(frames).toBe(PIECES * ENTRIES_A_PIECE);
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
