import { describe, expect, test } from "vitest";
import { fault, fetched, people } from "./fetched.ts";
import { type Asked, done, entry, playServer } from "./played-server.ts";

const ann = (asked: Asked): Buffer => entry(asked, "uid=ann,ou=people", { uid: ["ann"] });
const bob = (asked: Asked): Buffer => entry(asked, "uid=bob,ou=people", { uid: ["bob"] });

describe("paging", () => {
  test("goes on until the cookie is empty, also past pages without an entry", async () => {
    const { url, asked } = await playServer((asked) => {
      if (asked.cookie === "") return [ann(asked), done(asked, { cookie: "second" })];
      if (asked.cookie === "second") return [done(asked, { cookie: "third" })];
      return [bob(asked), done(asked)];
    });
    const { users } = await fetched({ url, pageSize: 7 });
    expect(users).toBe("version: 1\n\ndn: uid=ann,ou=people\nuid: ann\n\ndn: uid=bob,ou=people\nuid: bob\n");
    expect(asked.map(({ kind, cookie, pageSize }) => [kind, cookie, pageSize])).toEqual([
      ["search", "", 7],
      ["search", "second", 7],
      ["search", "third", 7],
    ]);
    expect(asked[0]).toMatchObject({ base: people.base, scope: "sub", attributes: ["*", "uid"] });
  });

  test("a server that knows no pages may send all at once", async () => {
    const { url } = await playServer((asked) => [ann(asked), bob(asked), done(asked, {})]);
    expect((await fetched({ url, pageSize: 1 })).users).toContain("uid: bob");
  });

  test("a server that loses the cookie in between is not believed", async () => {
    const { url } = await playServer((asked) =>
      asked.cookie === "" ? [ann(asked), done(asked, { cookie: "next" })] : [bob(asked), done(asked, {})],
    );
    expect(await fault({ url })).toEqual([
      "users",
      expect.stringMatching(/^incomplete: .*lost the cookie of the next page; raise pageSize/),
    ]);
  });

  test("a server that sends empty pages for ever is left", async () => {
    const { url, asked } = await playServer((asked) => [done(asked, { cookie: "again" })]);
    expect(await fault({ url })).toEqual(["users", expect.stringContaining("1000 pages in a row")]);
    expect(asked).toHaveLength(1001);
  });
});
