import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { formatProblem, SourceError, UsageError } from "../../../src/errors.ts";
import { createLdapSource } from "../../../src/source/ldap/ldap-source.ts";
import type { LdapSourceOptions } from "../../../src/source/ldap/options.ts";
import type { ReaderContext } from "../../../src/source/reader-context.ts";
import type { Membership, SourceGroup, SourceRecord } from "../../../src/source/record.ts";
import type { DirectorySource } from "../../../src/source/source.ts";
import { context, ldapOptions, people, teams } from "./fetched.ts";
import { type Asked, done, entry, playServer } from "./played-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const dn = { ann: "uid=ann,ou=people", bob: "uid=b\\2Cob,ou=people", all: "cn=all,ou=groups" };

/** Two users, of whom one is in a group, and a group in the group. */
function playDirectory(asked: Asked): readonly Buffer[] {
  const found =
    asked.base === people.base
      ? [
          entry(asked, dn.ann, { uid: ["ann"], mail: ["Ann@x.example", "a@x.example"] }),
          entry(asked, dn.bob, { uid: ["b,ob"], objectGUID: [Buffer.alloc(16, 0xab)] }),
        ]
      : [
          entry(asked, dn.all, {
            cn: ["all"],
            description: [" All "],
            member: ["UID=b\\,ob, ou=People", "cn=x,ou=groups"],
          }),
          entry(asked, "cn=x,ou=groups", { cn: ["x"] }),
        ];
  return [...found, done(asked)];
}

function openSource(
  options: Partial<LdapSourceOptions> & { readonly url: string },
  told: Partial<ReaderContext> = {},
): DirectorySource {
  const source = createLdapSource(ldapOptions({ groups: teams, ...options }), { ...context, ...told });
  onTestFinished(() => source.close());
  return source;
}

interface Read {
  readonly users: SourceRecord[];
  readonly groups: SourceGroup[];
  readonly names: unknown[];
  readonly memberships: Membership[];
}

async function readAll(source: DirectorySource): Promise<Read> {
  const read: Read = { users: [], groups: [], names: [], memberships: [] };
  for await (const batch of source.records()) {
    if (batch.kind === "users") read.users.push(...batch.records);
    else if (batch.kind === "groups") read.groups.push(...batch.records);
    else read.names.push(batch);
  }
  for await (const batch of source.memberships()) read.memberships.push(...batch.memberships);
  return read;
}

/** The problems that reading ends in, as people see them. */
async function refusal(reading: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await reading.catch((error: unknown) => error);
  if (error instanceof SourceError) return error.problems.map(formatProblem);
  throw new Error("expected a SourceError", { cause: error });
}

describe("a directory", () => {
  test("is read: users, groups, who belongs to what", async () => {
    const { url } = await playServer(playDirectory);
    const told = { userAliases: ["dn", "mail"], groupAliases: ["dn"] };
    const { users, groups, names, memberships } = await readAll(openSource({ url }, told));
    expect(users.map(({ key, aliases }) => [key, aliases])).toEqual([
      [
        "ann",
        ["\u0001dn\u0001uid=ann,ou=people", "\u0001mail\u0001ann@x.example", "\u0001mail\u0001a@x.example"],
      ],
      ["b,ob", ["\u0001dn\u0001uid=b\\,ob,ou=people"]],
    ]);
    expect({ ...users[1]!.attributes() }).toEqual({
      dn: dn.bob,
      uid: "b,ob",
      objectguid: "abababab-abab-abab-abab-abababababab",
    });
    expect(groups.map(({ key, name }) => [key, name])).toEqual([
      ["all", "all"],
      ["x", "x"],
    ]);
    expect({ ...groups[0]!.attributes() }).toEqual({
      dn: dn.all,
      cn: "all",
      name: "all",
      description: "All",
    });
    expect(memberships).toMatchObject([
      { group: "all", member: "\u0001dn\u0001uid=b\\,ob,ou=people" },
      { group: "all", member: "\u0001dn\u0001cn=x,ou=groups" },
    ]);
    expect(names).toMatchObject([{ stated: false, users: ["dn", "mail", "objectguid", "uid"] }]);
  });

  test("is fetched once, into a folder that only we may look into, which goes in the end", async () => {
    const folder = temporaryFolder();
    const { url, asked } = await playServer(playDirectory);
    const source = openSource({ url });
    expect(readdirSync(folder)).toEqual([]);
    const before = Date.now();
    const [[file, ...others]] = [await source.files(), await readAll(source), await readAll(source)];
    expect(asked.filter(({ kind }) => kind === "search")).toHaveLength(2);
    const [spool] = readdirSync(folder);
    const files = ["users.ldif", "groups.ldif"].map((name) => statSync(join(folder, spool!, name)));
    expect(statSync(join(folder, spool!)).mode & 0o777).toBe(0o700);
    expect(files.map(({ mode }) => mode & 0o777)).toEqual([0o600, 0o600]);
    expect(others).toEqual([]);
    expect(file).toMatchObject({ file: `${url} (users, groups)`, bytes: files[0]!.size + files[1]!.size });
    expect(file?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(Math.abs(file!.modifiedAt - before)).toBeLessThan(5000);
    await source.close();
    expect(readdirSync(folder)).toEqual([]);
    await source.close();
  });

  test("has a name, and a file without groups", async () => {
    const { url } = await playServer(playDirectory);
    const source = createLdapSource(ldapOptions({ url }), context);
    onTestFinished(() => source.close());
    expect(source.name).toBe(`ldap ${url}`);
    expect(await source.files()).toMatchObject([{ file: `${url} (users)` }]);
    const { users, groups } = await readAll(source);
    expect([users.length, groups.length]).toEqual([2, 0]);
  });

  test("is not filtered again: the server sees what was not fetched, and knows other rules", async () => {
    const { url } = await playServer(playDirectory);
    const filter = "(&(memberOf:1.2.840.113556.1.4.1941:=cn=all)(!(uid=*)))";
    const { users } = await readAll(openSource({ url, users: { ...people, base: people.base, filter } }));
    expect(users).toHaveLength(2);
  });
});

describe("what is wrong", () => {
  test("with an entry is said of the entry: nobody has seen the lines of what was fetched", async () => {
    const { url } = await playServer((asked) => [
      entry(asked, "uid=ann,ou=Ä", { cn: ["Ann"], member: ["nobody"] }),
      entry(asked, "uid=bob", { uid: ["b", "c"], cn: ["Bob"] }),
      done(asked),
    ]);
    expect(await refusal(readAll(openSource({ url })))).toEqual([
      `${url} entry "uid=ann,ou=Ä" has no "uid"; its key is to be one value`,
      `${url} entry "uid=bob" has 2 values of "uid"; its key is to be one value`,
    ]);
    const nobody = openSource({ url, users: { ...people, key: "cn" } });
    expect(await refusal(readAll(nobody))).toEqual([
      expect.stringContaining(`${url} entry uid=ann,ou=Ä: "member" should hold a DN`),
    ]);
  });

  test("with fetching stands at its setting, and is not tried again for the next question", async () => {
    const { url, asked } = await playServer((asked) => [done(asked, { code: 32, matchedDn: "dc=com" })]);
    const source = openSource({ url });
    const expected = [expect.stringMatching(`^${url} source.users.base: there is no entry ${people.base}`)];
    expect(await refusal(source.files())).toEqual(expected);
    expect(await refusal(readAll(source))).toEqual(expected);
    expect(asked.filter(({ kind }) => kind === "search")).toHaveLength(1);
  });

  test("with a setting is told at once", () => {
    const url = "ldap://127.0.0.1";
    expect(() => openSource({ url: "https://x" })).toThrow(UsageError);
    expect(() => openSource({ url, users: { ...people, filter: "cn=x" } })).toThrow(UsageError);
    expect(() => openSource({ url: "ldaps://127.0.0.1", startTls: true })).toThrow("take startTls away");
  });
});

test("closing gives up a fetch that is under way", async () => {
  const folder = temporaryFolder();
  const { url } = await playServer((asked) => [entry(asked, dn.ann, { uid: ["ann"] })]);
  const source = openSource({ url });
  const reading = source.files().catch((error: unknown) => error);
  while (readdirSync(folder).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await source.close();
  expect(String(await reading)).toContain("closed while it was read");
  expect(readdirSync(folder)).toEqual([]);
});
