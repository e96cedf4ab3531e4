import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { fault } from "./fetched.ts";
import { bound, extended, playServer } from "./played-server.ts";

describe("a bind", () => {
  const bind = { dn: "cn=reader,dc=example", password: async () => "open sesame" };

  test("comes first; its password is in no message", async () => {
    const { url, asked } = await playServer((asked) => [
      bound(asked, { code: 49, text: "cannot bind with open sesame, data 532, v4563" }),
    ]);
    const [setting, message] = await fault({ url, bind });
    expect(setting).toBe("bind");
    expect(message).toBe(
      "the server does not accept cn=reader,dc=example with this password: invalidCredentials (49): cannot bind with …, data 532, v4563; the password has expired",
    );
    expect(asked.map(({ kind }) => kind)).not.toContain("search");
  });

  test("with an empty password is refused here: the server would take it for an anonymous one", async () => {
    const { url, asked } = await playServer((asked) => [bound(asked)]);
    expect(await fault({ url, bind: { ...bind, password: async () => "" } })).toEqual([
      "bind.password",
      "the password is empty",
    ]);
    expect(asked.map(({ kind }) => kind)).not.toContain("bind");
  });

  test("that wants TLS says so", async () => {
    const { url } = await playServer((asked) => [bound(asked, { code: 13, text: "TLS required" })]);
    expect((await fault({ url, bind }))[1]).toContain("use ldaps:// or startTls");
  });
});

describe("StartTLS", () => {
  test("refused by the server", async () => {
    const { url } = await playServer((asked) => [extended(asked, { code: 2, text: "unsupported" })]);
    expect(await fault({ url, startTls: true })).toEqual([
      "startTls",
      "the server does not do StartTLS: protocolError (2): unsupported; use ldaps://, or set up TLS on the server",
    ]);
  });

  test("believes nothing that was said in the clear behind the answer", async () => {
    const { url } = await playServer((asked) => [extended(asked), bound({ id: asked.id + 1 })]);
    expect((await fault({ url, startTls: true }))[1]).toContain("not LDAP");
    const begun = await playServer((asked) => [extended(asked), Buffer.from([0x30])]);
    expect((await fault({ url: begun.url, startTls: true }))[1]).toContain("not LDAP");
  });
});

describe("what is no LDAP server", () => {
  test("speaks another protocol", async () => {
    const url = `ldap://${await serve("HTTP/1.1 400 Bad Request\r\n\r\n")}`;
    expect(await fault({ url })).toEqual(["url", expect.stringContaining("an answer that is not LDAP")]);
  });

  test("announces an answer larger than any", async () => {
    const url = `ldap://${await serve(Buffer.from([0x30, 0x84, 0x7f, 0, 0, 0]))}`;
    expect((await fault({ url }))[1]).toBe(
      "the server announces an answer of 2130706432 bytes; no entry is that large",
    );
  });

  test("does not listen", async () => {
    const url = "ldap://127.0.0.1:1";
    expect(await fault({ url })).toEqual([
      "url",
      expect.stringMatching(/^nothing listens at ldap:\/\/127.0.0.1:1 /),
    ]);
  });

  test("says nothing to a TLS handshake", async () => {
    const url = `ldaps://${await serve(undefined)}`;
    expect((await fault({ url, timeout: 100 }))[1]).toContain("gave no answer within 0.1 s");
  });

  test("has no name", async () => {
    const url = "ldap://no-such-host.invalid";
    expect((await fault({ url }))[1]).toMatch(/^the host name no-such-host.invalid is not known here/);
  });
});

/** The address of a server that says this to whatever it hears. */
async function serve(say: string | Buffer | undefined): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => say !== undefined && socket.write(say));
    onTestFinished(() => void socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
