import { expect, onTestFinished, test } from "vitest";
import type { JsonObject } from "../../../src/canonical.ts";
import { textAt } from "../../../src/scim/attribute-value.ts";
import { type Nights, nights, type NightSettings } from "./night.ts";

async function open(settings: NightSettings): Promise<Nights> {
  const night = await nights(settings);
  onTestFinished(() => night.end());
  return night;
}

async function expectGood(night: Nights, ...run: Parameters<Nights["run"]>): Promise<number> {
  const { refused, requests } = await night.run(...run);
  expect(refused).toBeUndefined();
  return requests;
}

function names(users: readonly JsonObject[]): readonly string[] {
  return users
    .filter(({ active }) => active !== false)
    .map((user) => textAt(user, "userName") ?? "")
    .sort();
}

const HOUR = 3_600_000;
/** 100 ns since 1601 (MS-ADTS, 3.1.1.1.2). */
const fileTime = (ms: number) => String((BigInt(Math.round(ms)) + 11_644_473_600_000n) * 10_000n);

test("an account that expires is switched off when its time comes, although no file changes", async () => {
  const night = await open({
    attributes: '{ userName: "${user.mail}", active: "${adEnabled(user) && !adExpired(user)}" }',
  });
  const csv = "\n  type: csv\n  users: { file: people.csv, key: id }";
  const people = [
    "id,mail,userAccountControl,accountExpires",
    "1,ann@x,512,0",
    `2,bob@x,512,${fileTime(Date.now() + 5 * HOUR)}`,
    "3,eve@x,514,9223372036854775807",
  ];
  await expectGood(night, csv, { "people.csv": `${people.join("\n")}\n` });
  expect(names((await night.held()).users)).toEqual(["ann@x", "bob@x"]);
  night.pass(4 * HOUR);
  expect(await expectGood(night, csv)).toBe(0);
  night.pass(2 * HOUR);
  await expectGood(night, csv);
  expect(names((await night.held()).users)).toEqual(["ann@x"]);
  expect(await expectGood(night, csv)).toBe(0);
});

const entry = (uid: string, more: readonly string[]) =>
  `${[`dn: uid=${uid},ou=people,dc=x`, "objectClass: inetOrgPerson", `uid: ${uid}`, `mail: ${uid}@x`, ...more].join("\n")}\n\n`;
const ldif =
  "\n  type: ldif\n  file: all.ldif\n  users: { key: uid }\n  groups: { key: cn, primary: gidNumber }";

test("a manager named by a DN that nobody has yet is filled in once somebody does", async () => {
  const manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  const night = await open({
    attributes: `{ userName: "\${user.mail}", "${manager}": { manager: { value: "\${ref(user.manager)}" } } }`,
  });
  const ann = entry("ann", ["manager: UID = boss , ou=people,dc=X"]);
  await expectGood(night, ldif, { "all.ldif": ann });
  await expectGood(night, ldif, { "all.ldif": ann + entry("boss", []) });
  const { users } = await night.held();
  const boss = users.find(({ userName }) => userName === "boss@x");
  const found = users.find(({ userName }) => userName === "ann@x")?.[manager] as
    | { manager?: { value?: string } }
    | undefined;
  expect(found?.manager?.value).toBe(boss?.["id"]);
  expect(await expectGood(night, ldif)).toBe(0);
});

test("members by DN, by uid and by the number of their first group are members", async () => {
  const night = await open({});
  const groups = [
    "dn: cn=eng,ou=groups,dc=x\nobjectClass: groupOfNames\ncn: eng\nmember: uid=Ann,ou=People,dc=x\nmember: cn=ops,ou=groups,dc=x\n\n",
    "dn: cn=ops,ou=groups,dc=x\nobjectClass: posixGroup\ncn: ops\nmemberUid: bob\ngidNumber: 7\n\n",
  ].join("");
  const people = entry("ann", []) + entry("bob", []) + entry("eve", ["gidNumber: 7"]);
  await expectGood(night, ldif, { "all.ldif": groups + people });
  const held = await night.held();
  const idOf = (name: string) => held.users.find(({ userName }) => userName === name)?.["id"];
  const membersOf = (name: string) => {
    const members = held.groups.find(({ displayName }) => displayName === name)?.["members"] ?? [];
    return new Set((members as { value: string }[]).map(({ value }) => value));
  };
  expect(membersOf("ops")).toEqual(new Set([idOf("bob@x"), idOf("eve@x")]));
  expect(membersOf("eng")).toEqual(new Set([idOf("ann@x"), idOf("bob@x"), idOf("eve@x")]));
});

function peopleFile(...rows: readonly string[]) {
  return { "people.csv": `${["id,mail,department", ...rows].join("\n")}\n` };
}

test("who satisfies an expression is a member of a dynamic group, for as long as they do", async () => {
  const night = await open({
    rest: `dynamicGroups:\n  rnd: { name: Research, where: 'user.department == "R&D"' }\n`,
  });
  const csv = "\n  type: csv\n  users: { file: people.csv, key: id }";
  async function members(): Promise<readonly string[]> {
    const { users, groups } = await night.held();
    expect(groups.map(({ displayName }) => displayName)).toEqual(["Research"]);
    const ids = new Set(((groups[0]?.["members"] ?? []) as { value: string }[]).map(({ value }) => value));
    return names(users.filter((user) => ids.has(textAt(user, "id") ?? "")));
  }
  await expectGood(night, csv, peopleFile("1,ann@x,R&D", "2,bob@x,Ops", "3,eve@x,R&D"));
  expect(await members()).toEqual(["ann@x", "eve@x"]);
  await expectGood(night, csv, peopleFile("1,ann@x,Ops", "2,bob@x,R&D", "3,eve@x,R&D"));
  expect(await members()).toEqual(["bob@x", "eve@x"]);
  expect(await expectGood(night, csv)).toBe(0);
  await expectGood(night, csv, peopleFile("1,ann@x,Ops", "2,bob@x,R&D"));
  expect(await members()).toEqual(["bob@x"]);
});

test("a dynamic group with the key of a group of the source is refused", async () => {
  const night = await open({ rest: "dynamicGroups:\n  eng: { where: 'user.mail != null' }\n" });
  const { refused, requests } = await night.run(
    "\n  type: csv\n  users: { file: people.csv, key: id }\n  groups: { file: groups.csv, key: id, name: name }",
    { "people.csv": "id,mail\n1,ann@x\n", "groups.csv": "id,name\neng,Engineering\n" },
  );
  expect(refused).toMatch(/group key "eng" is already in .*groups\.csv:2/);
  expect(requests).toBe(0);
});
