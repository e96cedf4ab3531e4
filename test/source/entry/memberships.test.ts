import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SourceError } from "../../../src/errors.ts";
import { temporaryFolder } from "../file/temporary-folder.ts";
import { ldifSource, person, readAll, readText, refusal, usual } from "../ldif/reading.ts";

function group(...lines: readonly string[]): string {
  return [
    "dn: cn=Staff,ou=groups,dc=example,dc=org",
    "objectClass: groupOfNames",
    "cn: Staff",
    ...lines,
    "",
  ].join("\n");
}

function sid(...parts: readonly number[]): string {
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.set([1, parts.length, 0, 0, 0, 0, 0, 5]);
  for (const [index, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + 4 * index);
  return `objectSid:: ${bytes.toString("base64")}`;
}

/** Groups whose memberUid holds what `by` says. */
function by(by: string) {
  return { ...usual.groups, members: [{ attribute: "memberUid", by }] };
}

describe("members of a group", () => {
  test("by DN in normal form, each with its line", async () => {
    const read = await readText(
      group("member: UID=Ann , dc=example,dc=org", "description: x", "member: cn=A\\2CB,dc=org"),
    );
    expect(read.memberships).toEqual([
      "Staff < dn uid=ann,dc=example,dc=org",
      String.raw`Staff < dn cn=a\,b,dc=org`,
    ]);
    expect(read.membershipLines).toEqual([4, 6]);
  });

  test("by key and by any attribute", async () => {
    const text = group("memberUid: Ann");
    expect((await readText(text, { groups: by("key") })).memberships).toEqual(["Staff < Ann"]);
    expect((await readText(text, { groups: by("Uid") })).memberships).toEqual(["Staff < uid ann"]);
  });

  test("a whole range is read, an empty DN is nobody", async () => {
    const read = await readText(group("member;range=0-*: uid=ann,dc=org", "member:", "uniqueMember:: "));
    expect(read.memberships).toEqual(["Staff < dn uid=ann,dc=org"]);
  });

  test("what is no DN is a problem on its line", async () => {
    expect(await refusal(group("member: uid=ann,dc=org", "member: ann"))).toEqual([
      'people.ldif:5 "member" should hold a DN, such as uid=ann,dc=example,dc=org, but holds "ann"',
    ]);
  });
});

describe("groups of a user", () => {
  test("by DN, when they are looked at", async () => {
    const text = person("memberOf: CN=Staff, ou=groups,dc=example,dc=org");
    expect((await readText(text)).memberships).toEqual(["dn cn=staff,ou=groups,dc=example,dc=org < ann"]);
    expect((await readText(text, { users: { key: "uid", filter: "(uid=*)" } })).memberships).toEqual([]);
    expect(await refusal(person("memberOf: Staff"))).toEqual([
      'people.ldif:4 "memberof" should hold a DN, such as uid=ann,dc=example,dc=org, but holds "Staff"',
    ]);
  });
});

describe("the first group of a user", () => {
  const windows = { groups: { ...usual.groups, primary: "primaryGroupID" } } as const;
  const posix = { groups: { ...usual.groups, primary: "gidNumber" } } as const;

  test("by gidNumber, when there is such a group", async () => {
    const text = `${group("gidNumber: 100")}\n${person("gidNumber: 100")}\n${person("gidNumber: 200")}`;
    const read = await readText(text, posix);
    expect(read.memberships).toEqual(["gidnumber 100 < ann"]);
    expect(read.groups[0]!.aliases).toHaveLength(1);
    expect((await readText(text)).memberships).toEqual([]);
  });

  test("is not that of an earlier read", async () => {
    const file = temporaryFolder()("people.ldif", `${group("gidNumber: 100")}\n${person("gidNumber: 100")}`);
    const source = ldifSource("", { files: [file], ...posix });
    expect((await readAll(source)).memberships).toHaveLength(1);
    writeFileSync(file, person("gidNumber: 100"));
    expect((await readAll(source)).memberships).toEqual([]);
  });

  test("by primaryGroupID and SID, also when the group stands behind", async () => {
    const text = `${person("primaryGroupID: 513", sid(21, 1, 1104))}\n${group(sid(21, 1, 513))}`;
    expect((await readText(text, windows)).memberships).toEqual(["objectsid s-1-5-21-1-513 < ann"]);
  });

  test("is that of the user's own domain", async () => {
    const other = group(sid(21, 2, 513)).replaceAll("Staff", "Other");
    const [own, foreign] = [sid(21, 1, 1104), sid(21, 3, 1104)];
    const groups = `${group(sid(21, 1, 513))}\n${other}`;
    expect((await readText(`${groups}\n${person("primaryGroupID: 513", own)}`, windows)).memberships).toEqual(
      ["objectsid s-1-5-21-1-513 < ann"],
    );
    expect(
      (await readText(`${groups}\n${person("primaryGroupID: 513", foreign)}`, windows)).memberships,
    ).toEqual([]);
    expect(await refusal(`${groups}\n${person("primaryGroupID: 513")}`, windows)).toEqual([
      'people.ldif:11 entry "uid=ann,dc=example,dc=org" has a primaryGroupID that groups of several domains have, and no objectSid; export objectSid, too',
    ]);
  });

  test("is found without the user's SID when one group has the number", async () => {
    const text = `${group(sid(21, 1, 513))}\n${person("primaryGroupID: 513")}`;
    expect((await readText(text, windows)).memberships).toEqual(["objectsid s-1-5-21-1-513 < ann"]);
  });
});

test("batches hold up to 500 memberships", async () => {
  const members = Array.from({ length: 1201 }, (_, index) => `member: uid=u${index},dc=org`);
  const sizes: number[] = [];
  for await (const { memberships } of ldifSource(group(...members)).memberships())
    sizes.push(memberships.length);
  expect(sizes).toEqual([500, 500, 201]);
});

test("a file that changes between the two passes is refused", async () => {
  const file = temporaryFolder()("people.ldif", person());
  const source = ldifSource("", { files: [file] });
  for await (const batch of source.records()) expect(batch).toBeDefined();
  writeFileSync(file, person("sn: new"));
  const second = source.memberships()[Symbol.asyncIterator]().next();
  await expect(second).rejects.toThrow(SourceError);
  await expect(second).rejects.toThrow("changed while it was read");
});

test("is not read a second time when there is nothing to find", async () => {
  const file = temporaryFolder()("people.ldif", person());
  const source = ldifSource("", {
    files: [file],
    users: { key: "uid", filter: "(uid=*)" },
    groups: undefined as never,
  });
  for await (const batch of source.records()) expect(batch).toBeDefined();
  writeFileSync(file, "something else");
  for await (const batch of source.memberships()) expect(batch).toBeUndefined();
});
