import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseFilter } from "../../src/scim/filter.ts";
import { type Desk, openDesk } from "../cli/desk.ts";
import { hostileTexts } from "./texts.ts";

let desk: Desk;
beforeEach(async () => void (desk = await openDesk()));
afterEach(() => desk.close());

interface Hostile {
  readonly key: string;
  readonly name: string;
  readonly text: string;
  readonly mail: string;
}

function people(mail = "old"): readonly Hostile[] {
  return hostileTexts.map(([, text], at) => ({
    key: `h${at}`,
    name: `${text} ${at}.`,
    text,
    mail: `${mail}${at}@x.org`,
  }));
}

const csv = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Each form of source: what the config says of it, and how it is written. */
const forms: Readonly<
  Record<string, { source: readonly string[]; write: (people: readonly Hostile[]) => void }>
> = {
  CSV: {
    source: [
      "  type: csv",
      "  users: { file: people.csv, key: key }",
      "  groups: { file: groups.csv, key: key, name: name }",
      "  memberships: { file: members.csv, group: group, member: member }",
    ],
    write(people) {
      desk.write("people.csv", "key,name,text,mail", ...people.map((one) => csv(Object.values(one))));
      desk.write("groups.csv", "key,name", ...people.map((one) => csv([one.key, one.name])));
      desk.write("members.csv", "group,member", ...people.map((one) => csv([one.key, one.key])));
    },
  },
  JSON: {
    source: [
      "  type: json",
      "  file: all.json",
      "  users: { key: key }",
      "  groups: { key: key, name: name, members: members }",
    ],
    write(people) {
      const groups = people.map(({ key, name }) => ({ key, name, members: [key] }));
      desk.write("all.json", JSON.stringify({ users: people, groups }));
    },
  },
  LDIF: {
    source: [
      "  type: ldif",
      "  file: all.ldif",
      '  users: { key: key, filter: "(objectClass=person)" }',
      '  groups: { key: key, name: name, filter: "(objectClass=groupOfNames)", members: member }',
    ],
    write(people) {
      const entries = people.flatMap(({ key, name, text, mail }) => [
        `dn: uid=${key}\nobjectClass: person\nkey: ${key}\nmail: ${mail}`,
        `name:: ${base64(name)}\ntext:: ${base64(text)}\n`,
        `dn: cn=${key}\nobjectClass: groupOfNames\nkey: ${key}\nname:: ${base64(name)}`,
        `member: uid=${key}\n`,
      ]);
      desk.write("all.ldif", ...entries);
    },
  },
};

function writeConfig(source: readonly string[]): void {
  desk.write(
    "scimsync.yaml",
    "source:",
    ...source,
    "targets:",
    "  app:",
    `    baseUrl: ${desk.sandbox.url}`,
    '    auth: { token: "${env.SCIM_TOKEN}" }',
    "    assign: { everyone: true }",
    '    groups: { push: ["*"] }',
    "    users:",
    "      attributes:",
    "        userName: ${user.name}",
    "        externalId: ${user.text}#${user.key}",
    "        displayName: ${user.text}",
    '        emails: [{ value: "${user.mail}", type: "${user.text}" }, { value: "second@x.org", type: work }]',
    "        urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:",
    "          department: ${user.text}",
  );
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

function wanted(people: readonly Hostile[]): readonly object[] {
  return people.map(({ key, name, text, mail }) => ({
    userName: name,
    externalId: `${text}#${key}`,
    displayName: text,
    emails: [
      { value: mail, type: text },
      { value: "second@x.org", type: "work" },
    ],
    [enterprise]: { department: text },
  }));
}

async function expectHeld(people: readonly Hostile[]): Promise<void> {
  const users = desk.sandbox.users().filter(({ userName }) => userName !== "victim");
  expect(users.length).toBe(people.length);
  for (const one of wanted(people)) expect(users).toContainEqual(expect.objectContaining(one));
  const byId = new Map(users.map((user) => [user["id"], user["userName"]]));
  const groups = desk.sandbox.groups().map(({ displayName, members }) => ({
    displayName,
    members: (members as { value: string }[]).map(({ value }) => byId.get(value)),
  }));
  expect(groups.toSorted(byName)).toEqual(
    people.map(({ name }) => ({ displayName: name, members: [name] })).toSorted(byName),
  );
}

/** Each was looked for by a filter that a provider reads as one comparison with the whole text. */
function expectEachAskedFor(people: readonly Hostile[]): void {
  const asked = desk.sandbox
    .requests()
    .requests.flatMap(({ path }) => new URL(path, "http://x").searchParams.get("filter") ?? [])
    .map((filter) => parseFilter(filter));
  for (const { key, name, text } of people) {
    expect(asked).toContainEqual(compares("userName", name));
    expect(asked).toContainEqual(compares("externalId", `${text}#${key}`));
  }
}

function compares(name: string, value: string): object {
  return { op: "eq", attribute: { attribute: name }, value };
}

function byName(a: { displayName?: unknown }, b: { displayName?: unknown }): number {
  return String(a.displayName) < String(b.displayName) ? -1 : 1;
}

async function makeVictim(): Promise<object | undefined> {
  await fetch(`${desk.sandbox.url}/Users`, {
    method: "POST",
    headers: { authorization: `Bearer ${desk.sandbox.token}`, "content-type": "application/scim+json" },
    body: JSON.stringify({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: "victim",
      emails: [{ value: "victim@x.org", type: "work" }],
    }),
  });
  return desk.sandbox.users()[0];
}

describe.each(Object.keys(forms))("hostile values from %s", (name) => {
  const form = forms[name]!;

  test("reach the provider as they are, change nobody else, and leave nothing to do", async () => {
    const victim = await makeVictim();
    writeConfig(form.source);
    form.write(people());
    expect(await desk.json("sync")).toMatchObject({ runs: [{ exitCode: 0, failures: [] }] });
    await expectHeld(people());
    expect(await desk.json("sync")).toMatchObject({ runs: [{ exitCode: 0, requests: { total: 0 } }] });
    // Changed by PATCH, whose paths name the value by its hostile type.
    form.write(people("new"));
    expect(await desk.json("sync")).toMatchObject({ runs: [{ exitCode: 0, failures: [] }] });
    await expectHeld(people("new"));
    expect(desk.sandbox.requests().byMethod["PATCH"]).toBeGreaterThan(0);
    expect(await desk.json("plan")).toMatchObject({ plans: [{ operations: [] }] });
    expect(desk.sandbox.users()).toContainEqual(victim);
  });
});

test("a hostile value is one literal of the filter by which its account is looked for", async () => {
  const victim = await makeVictim();
  const [first, ...others] = people();
  const asked = [...others.slice(0, 3), { ...first!, key: "x1" }];
  writeConfig(forms["CSV"]!.source);
  forms["CSV"]!.write([{ ...first!, key: "plain", name: "plain", text: "plain" }, ...asked]);
  // One at a time, lest all be looked for in a listing; by the first two it is found out what filters are
  // worth, plain and with what must be escaped.
  for (const key of ["plain", ...asked.map((one) => one.key)])
    expect(await desk.json("sync", "--only", key)).toMatchObject({ runs: [{ exitCode: 0, failures: [] }] });
  expectEachAskedFor(asked.slice(1));
  expect(desk.sandbox.users()).toContainEqual(victim);
  expect(desk.sandbox.users().length).toBe(2 + asked.length);
});
