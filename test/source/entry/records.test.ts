import { describe, expect, test } from "vitest";
import { UsageError } from "../../../src/errors.ts";
import { describeAlias } from "../../../src/source/alias.ts";
import { ldifSource, person, readText, refusal, usual } from "../ldif/reading.ts";

function group(...lines: readonly string[]): string {
  return ["dn: cn=Staff,ou=groups,dc=example,dc=org", "objectClass: groupOfNames", ...lines, ""].join("\n");
}

describe("which entries are users and groups", () => {
  const three = ["dc=example,dc=org", "ou=x,dc=example,dc=org", "ou=y , DC=Example, dc=org"]
    .map((base, index) => `dn: uid=u${index},${base}\nobjectClass: inetOrgPerson\nuid: u${index}\n`)
    .join("\n");

  async function below(base?: string): Promise<readonly string[]> {
    const { users } = await readText(three, {
      users: { ...usual.users, ...(base !== undefined && { base }) },
    });
    return users.map(({ key }) => key);
  }

  test("those below the base, as one would write it", async () => {
    expect(await below()).toEqual(["u0", "u1", "u2"]);
    expect(await below("DC=EXAMPLE , DC=ORG")).toEqual(["u0", "u1", "u2"]);
    expect(await below("OU=Y,dc=example,dc=org")).toEqual(["u2"]);
    expect(await below("ou=z,dc=example,dc=org")).toEqual([]);
  });

  test("those of the filter; others are passed over, whatever is wrong with them", async () => {
    const other = "dn: no DN\nobjectClass: device\n";
    expect((await readText(`${other}\n${person()}`)).users).toHaveLength(1);
  });

  test("none without a DN", async () => {
    expect(await refusal(person().replace(/^dn: .*/, "dn:"))).toEqual([
      'people.ldif:1 "" is no DN (RFC 4514)',
    ]);
  });

  test("no entry is both", async () => {
    const groups = { ...usual.groups, filter: "(uid=*)" };
    expect(await refusal(person(), { groups })).toEqual([
      'people.ldif:1 entry "uid=ann,dc=example,dc=org" is taken for a user and for a group; make the filters exclude each other',
    ]);
    const apart = { ...groups, base: "ou=groups,dc=example,dc=org" };
    expect((await readText(person(), { groups: apart })).users).toHaveLength(1);
  });

  test("a base and a filter that are none are told at once", () => {
    const users = usual.users;
    expect(() => ldifSource("", { users: { ...users, base: "people" } })).toThrow(
      new UsageError('the base "people" is no DN (RFC 4514)'),
    );
    expect(() => ldifSource("", { users: { ...users, filter: "uid=ann" } })).toThrow(UsageError);
  });
});

async function keyBy(key: string, text: string): Promise<string | undefined> {
  const { users } = await readText(text, { users: { ...usual.users, key } });
  return users[0]?.key;
}

describe("keys", () => {
  test("are the only value of the attribute, or the DN in normal form", async () => {
    expect(await keyBy("employeeNumber", person("employeenumber:  42 "))).toBe("42");
    expect(await keyBy("DN", person().replace("uid=ann", "UID = Ann+cn=X"))).toBe(
      "cn=x+uid=ann,dc=example,dc=org",
    );
  });

  test("that are missing, or several, are a problem of the entry", async () => {
    const users = { ...usual.users, key: "employeeNumber" };
    const text = `${person()}\n${person("employeeNumber: 1", "employeeNumber: 2")}\n${person("employeeNumber:")}`;
    expect(await refusal(text, { users })).toEqual([
      'people.ldif:1 entry "uid=ann,dc=example,dc=org" has no "employeenumber"; its key is to be one value',
      'people.ldif:5 entry "uid=ann,dc=example,dc=org" has 2 values of "employeenumber"; its key is to be one value',
      'people.ldif:11 entry "uid=ann,dc=example,dc=org" has no "employeenumber"; its key is to be one value',
    ]);
  });
});

describe("groups", () => {
  test("have a name, and no members among their attributes", async () => {
    const { groups } = await readText(group("cn: Staff", "name: other", "member: uid=ann", "description: x"));
    expect(groups[0]).toMatchObject({ key: "Staff", name: "Staff" });
    expect({ ...groups[0]!.attributes() }).toEqual({
      dn: "cn=Staff,ou=groups,dc=example,dc=org",
      objectclass: "groupOfNames",
      cn: "Staff",
      name: "Staff",
      description: "x",
    });
  });

  test("of several names have that of their DN", async () => {
    const groups = { ...usual.groups, key: "description" };
    const text = group("cn: All of them", "cn: staff", "description: 1");
    expect((await readText(text, { groups })).groups[0]!.name).toBe("staff");
    const problem = 'people.ldif:1 entry "cn=Staff,ou=groups,dc=example,dc=org" has';
    expect(await refusal(group("cn: A", "cn: B", "description: 1"), { groups })).toEqual([
      `${problem} 2 values of "cn"; the name of a group is one value`,
    ]);
    expect(await refusal(group("description: 1"), { groups })).toEqual([
      `${problem} no "cn"; the name of a group is one value`,
    ]);
  });

  test("are none when the config has none", async () => {
    const source = ldifSource(`${person()}\n${group("cn: Staff")}`, { groups: undefined as never });
    const kinds: string[] = [];
    for await (const { kind } of source.records()) kinds.push(kind);
    expect(kinds).toEqual(["users", "names"]);
  });
});

const shown = async (by: readonly string[], ...lines: readonly string[]) => {
  const { users } = await readText(person(...lines), {}, { userAliases: by });
  return users[0]!.aliases.map(describeAlias);
};

describe("aliases", () => {
  test("one for each value that is asked for, a DN in normal form", async () => {
    expect(await shown([], "mail: a@example.org")).toEqual([]);
    expect(
      await shown(
        ["dn", "mail", "title"],
        "mail: A@example.org",
        "mail: b@example.org",
        "mail: a@EXAMPLE.org",
      ),
    ).toEqual(["dn uid=ann,dc=example,dc=org", "mail a@example.org", "mail b@example.org"]);
  });

  test("of groups are asked for by themselves", async () => {
    const text = `${person("mail: a@example.org")}\n${group("cn: Staff", "mail: s@example.org")}`;
    const { users, groups } = await readText(text, {}, { groupAliases: ["mail"] });
    expect(users[0]!.aliases).toEqual([]);
    expect(groups[0]!.aliases.map(describeAlias)).toEqual(["mail s@example.org"]);
  });
});

const fingerprint = async (text: string, userAliases: readonly string[] = []) =>
  (await readText(text, {}, { userAliases })).users[0]!.fingerprint;

describe("fingerprints", () => {
  test("are those of the entry, wherever it stands and however it is written", async () => {
    const first = await fingerprint(person("mail: a@example.org"));
    expect(await fingerprint(`version: 1\n\n# x\n${person("MAIL:: YUBleGFt", " cGxlLm9yZw==")}`)).toBe(first);
  });

  test("change with a value, its name, its order, the DN and the aliases", async () => {
    const texts = [
      person("mail: a", "mail: b"),
      person("mail: b", "mail: a"),
      person("mail: a", "mail: c"),
      person("mail: a", "sn: b"),
      person("mail: a"),
      person("mail: a", "mail: b").replace("dc=example", "dc=example2"),
    ];
    const all = await Promise.all(texts.map((text) => fingerprint(text)));
    const named = await Promise.all([fingerprint(texts[0]!, ["dn"]), fingerprint(texts[0]!, ["uid"])]);
    expect(new Set([...all, ...named]).size).toBe(texts.length + 2);
  });

  test("do not change with what a server notes every day, which is kept nevertheless", async () => {
    const noise = [
      "lastLogon: 1",
      "logonCount: 2",
      "whenChanged: 3",
      "modifyTimestamp: 4",
      "entryCSN: 5",
      "uSNChanged: 6",
    ];
    expect(await fingerprint(person(...noise))).toBe(await fingerprint(person()));
    const { users } = await readText(person(...noise));
    expect(users[0]!.attributes()).toMatchObject({ lastlogon: "1", whenchanged: "3" });
  });

  test("of a group do not change with its members", async () => {
    const [ann, bo] = [group("cn: Staff", "member: uid=ann"), group("cn: Staff", "member: uid=bo")];
    const read = await readText(`${ann}\n${bo}`);
    const [first, second] = read.groups.map(({ fingerprint }) => fingerprint);
    expect(first).toBe(second);
  });
});

test("the names of attributes come last, of users and groups apart", async () => {
  const text = `${person("mail: a", "sn:")}\n${group("cn: Staff", "member: uid=ann", "description: x")}`;
  const { names } = await readText(text);
  expect(names).toEqual([
    {
      kind: "names",
      stated: false,
      users: ["dn", "mail", "objectclass", "uid"],
      groups: ["cn", "description", "dn", "name", "objectclass"],
    },
  ]);
});

test("batches hold up to 500 records, in the order of the file", async () => {
  const text = Array.from({ length: 1201 }, (_, index) => person().replaceAll("ann", `u${index}`)).join("\n");
  const sizes: number[] = [];
  const keys: string[] = [];
  for await (const batch of ldifSource(text).records()) {
    if (batch.kind !== "users") continue;
    sizes.push(batch.records.length);
    keys.push(...batch.records.map(({ key }) => key));
  }
  expect(sizes).toEqual([500, 500, 201]);
  expect(keys).toEqual(Array.from({ length: 1201 }, (_, index) => `u${index}`));
});
