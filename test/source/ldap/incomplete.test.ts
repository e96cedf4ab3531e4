import { readdirSync } from "node:fs";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { fault, fetched, people, teams } from "./fetched.ts";
import { type Asked, bound, done, entry, extended, playServer, reference } from "./played-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const ann = (asked: Asked): Buffer => entry(asked, "uid=ann,ou=people", { uid: ["ann"] });
const bob = (asked: Asked): Buffer => entry(asked, "uid=bob,ou=people", { uid: ["bob"] });

describe("what is elsewhere", () => {
  test("search references are named", async () => {
    const uris = ["ldap://other.example.com/ou=a", "ldap://other.example.com/ou=b"];
    const { url } = await playServer((asked) => [ann(asked), reference(asked, ...uris), done(asked)]);
    const [setting, message] = await fault({ url });
    expect(setting).toBe("users.base");
    expect(message).toContain(`the server refers to ${uris.join(", ")}, which is not followed`);
  });

  test("but not those to places where nobody is", async () => {
    const uris = [
      "DC=ForestDnsZones,DC=example",
      "DC=DomainDnsZones,DC=example",
      "CN=Configuration,DC=example",
    ];
    const { url } = await playServer((asked) => [
      ann(asked),
      ...uris.map((dn) => reference(asked, `ldap://example/${dn.replace("=", "%3d")}?x`)),
      done(asked),
    ]);
    expect((await fetched({ url })).users).toContain("uid: ann");
  });

  test("so is the server a base is referred to", async () => {
    const referrals = ["ldap://other.example.com/dc=example,dc=com"];
    const { url } = await playServer((asked) => [done(asked, { code: 10, referrals })]);
    expect((await fault({ url }))[1]).toContain(`the server refers to ${referrals[0]}`);
  });
});

describe("a read that ends early", () => {
  test.each([
    [3, "timeLimitExceeded (3)", "olcTimeLimit"],
    [4, "sizeLimitExceeded (4)", "olcSizeLimit"],
    [11, "adminLimitExceeded (11)", "look-through"],
    [12, "unavailableCriticalExtension (12)", "pageSize"],
    [50, "insufficientAccessRights (50)", "bind with a DN"],
    [51, "busy (51)", "run again"],
    [52, "unavailable (52)", "run again"],
    [77, "result (77)", "log"],
  ])("with result %i is incomplete", async (code, name, remedy) => {
    const { url } = await playServer((asked) =>
      asked.cookie === ""
        ? [ann(asked), bob(asked), done(asked, { cookie: "next" })]
        : [ann(asked), done(asked, { code, text: "no\nmore" })],
    );
    const [setting, message] = await fault({ url });
    expect(setting).toBe("users");
    expect(message).toContain(
      `incomplete: the search below ${people.base} ended after 3 entries with ${name}: no more; `,
    );
    expect(message).toContain(remedy);
  });

  test("because the connection broke", async () => {
    const { url } = await playServer((asked, socket) => {
      socket.write(ann(asked), () => socket.destroy());
      return [];
    });
    expect(await fault({ url })).toEqual(["url", expect.stringMatching(/closed the connection|ECONNRESET/)]);
  });

  test("because the connection broke between two pages: it is not made again without a bind", async () => {
    let connections = 0;
    const { url } = await playServer((asked, socket) => {
      if (asked.kind === "bind") {
        connections += 1;
        return [bound(asked)];
      }
      socket.write(Buffer.concat([ann(asked), done(asked, { cookie: "next" })]), () => socket.end());
      return [];
    });
    const bind = { dn: "cn=reader", password: async () => "secret" };
    expect((await fault({ url, bind }))[0]).toBe("url");
    expect(connections).toBe(1);
  });

  test("because the server says good-bye", async () => {
    const { url } = await playServer((asked) => [
      ann(asked),
      extended({ id: 0 }, { code: 52, text: "shutting down" }),
    ]);
    expect((await fault({ url }))[1]).toBe(
      "incomplete: the server ended the connection with unavailable (52): shutting down; run again when it is well, its log says more",
    );
  });

  test("because nothing more comes", async () => {
    const { url } = await playServer((asked) => [ann(asked)]);
    expect((await fault({ url, timeout: 100 }))[1]).toMatch(/gave no answer within 0.1 s.*raise timeout$/);
  });

  test("but not because an answer takes longer than the timeout to come, as long as it comes", async () => {
    const { url } = await playServer((asked, socket) => {
      const long = entry(asked, "uid=ann,ou=people", { uid: ["ann"], description: ["x".repeat(5000)] });
      const answers = Buffer.concat([long, done(asked)]);
      const piece = Math.ceil(answers.length / 6);
      for (let index = 0; index < 6; index += 1) {
        setTimeout(() => socket.write(answers.subarray(index * piece, (index + 1) * piece)), index * 100);
      }
      return [];
    });
    expect((await fetched({ url, timeout: 300 })).users).toContain("uid: ann");
  });

  test("because an answer is to no question that was asked", async () => {
    const { url } = await playServer((asked) => [ann({ ...asked, id: asked.id + 1 }), done(asked)]);
    expect((await fault({ url }))[1]).toContain("an answer that is not LDAP");
  });

  test("leaves nothing behind", async () => {
    const folder = temporaryFolder();
    const { url } = await playServer((asked) => [
      ann(asked),
      done(asked, { code: asked.base === teams.base ? 4 : 0 }),
    ]);
    expect((await fault({ url, groups: teams }))[0]).toBe("groups");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("because the disk is full", async () => {
    vi.stubEnv("TMPDIR", "/dev/full");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { url } = await playServer((asked) => [ann(asked), done(asked)]);
    expect((await fault({ url }))[1]).toBe(
      "what was fetched cannot be kept in /dev/full (ENOTDIR); make room, or point TMPDIR elsewhere",
    );
  });
});
