import { describe, expect, test } from "vitest";
import type { ReadDirectory } from "./reading.ts";
import { exported, readText, refusal, usual } from "./reading.ts";

const uids = ["u1", "u2", "u3"];
const zoe = String.raw`cn=zoë dvořák\, jr.,ou=people,dc=example,dc=org`;

const asMembers = [
  "Engineering < dn uid=u1,ou=people,dc=example,dc=org",
  `Engineering < dn ${zoe}`,
  "All < dn cn=engineering,ou=groups,dc=example,dc=org",
  "All < dn uid=u3,ou=people,dc=example,dc=org",
  "staff < uid u3",
];

const asMemberOf = [
  "dn cn=engineering,ou=groups,dc=example,dc=org < u1",
  "dn cn=engineering,ou=groups,dc=example,dc=org < u2",
  "dn cn=all,ou=groups,dc=example,dc=org < u3",
];

function keys({ users, groups }: ReadDirectory): readonly (readonly string[])[] {
  return [users.map(({ key }) => key), groups.map(({ name }) => name)];
}

describe("ldapsearch", () => {
  test.each([
    "ldapsearch.ldif",
    "ldapsearch-L.ldif",
    "ldapsearch-LL.ldif",
    "ldapsearch-LLL.ldif",
    "ldapsearch-paged.ldif",
    "ldapsearch-paged-L.ldif",
    "ldapsearch-paged-LLL.ldif",
    "slapcat.ldif",
  ])("%s as it comes", async (file) => {
    const text = exported(file);
    const read = await readText(text);
    expect(keys(read)).toEqual([uids, ["Engineering", "All", "Empty", "staff"]]);
    const withMemberOf = text.includes("memberOf");
    expect(read.memberships.toSorted()).toEqual([...asMembers, ...(withMemberOf ? asMemberOf : [])].sort());
    expect(read.users[1]!.attributes()).toMatchObject({
      dn: String.raw`cn=Zoë Dvořák\2C Jr.,ou=people,dc=example,dc=org`,
      cn: "Zoë Dvořák, Jr.",
      description: ["leading and trailing", ":starts with a colon"],
    });
    expect(read.users[0]!.attributes()).toMatchObject({
      mail: ["ann@example.org", "a.lee@example.org"],
      "cn;lang-de": "Anna Lee",
      description:
        "A long description that must be folded over several LDIF lines because it exceeds the limit",
    });
  });

  test("gives one directory in every form", async () => {
    const [plain, ...others] = await Promise.all(
      ["ldapsearch-LL.ldif", "ldapsearch-paged.ldif", "ldapsearch-paged-LLL.ldif"].map((file) =>
        readText(exported(file)),
      ),
    );
    for (const other of others) {
      expect(other.users.map(({ fingerprint }) => fingerprint)).toEqual(
        plain!.users.map(({ fingerprint }) => fingerprint),
      );
    }
  });

  test("with lines of any length", async () => {
    const text = exported("ldapsearch-LLL.ldif").replaceAll("\n ", "");
    const folded = await readText(exported("ldapsearch-LLL.ldif"));
    const unfolded = await readText(text);
    expect(unfolded.users.map((user) => user.attributes())).toEqual(
      folded.users.map((user) => user.attributes()),
    );
  });

  test("one after another in one file", async () => {
    const people = exported("ldapsearch.ldif").replaceAll("objectClass: groupOfNames", "objectClass: other");
    const groups = exported("ldapsearch.ldif").replaceAll("objectClass: inetOrgPerson", "objectClass: other");
    expect(keys(await readText(people + groups))).toEqual([
      uids,
      ["staff", "Engineering", "All", "Empty", "staff"],
    ]);
  });
});

describe("what ldapsearch says of a search that was not whole", () => {
  test("a limit", async () => {
    expect(await refusal(exported("ldapsearch-limited.ldif"))).toEqual([
      'people.ldif:28 the search ended with "4 Size limit exceeded", so entries are missing; raise the limit or ask for pages (-E pr=1000/noprompt)',
    ]);
  });

  const referred = ["ldapsearch-referred.ldif", "ldapsearch-referred-L.ldif", "ldapsearch-referred-LLL.ldif"];

  test.each(referred)("a referral in %s", async (file) => {
    const told = expect.stringMatching(
      /^people\.ldif:\d+ entries are elsewhere: the search was referred to ldap:\/\/other\.example\.org\/ou=far,dc=example,dc=org\?\?sub; export from there, too, or state a base that leaves it out$/,
    ) as string;
    expect(await refusal(exported(file))).toEqual([told]);
    const { groups } = usual;
    const [people, teams] = ["ou=people,dc=example,dc=org", "ou=groups,dc=example,dc=org"];
    const users = { key: "uid", filter: "(uid=*)" };
    expect(await refusal(exported(file), { users: { ...users, base: people } })).toEqual([told]);
    expect(
      await refusal(exported(file), { users: { ...users, base: "ou=x,ou=far,dc=example,dc=org" } }),
    ).toEqual([told]);
    const whole = await readText(exported(file), {
      users: { ...users, base: people },
      groups: { ...groups, base: teams },
    });
    expect(whole.users.map(({ key }) => key)).toEqual(["u1", "u2", "u3"]);
  });

  test("a referral to what stands above the base", async () => {
    const users = { key: "uid", filter: "(uid=*)", base: "ou=people,dc=example,dc=org" };
    const groups = { ...usual.groups, base: "ou=groups,dc=example,dc=org" };
    for (const place of ["/dc=org", "/dc%3Dexample%2Cdc=org", "", "/", "/no%DN"]) {
      const text = `${exported("ldapsearch-LLL.ldif")}# refldap://other.example.org${place}\n\n`;
      expect(await refusal(text, { users, groups })).toHaveLength(1);
    }
  });

  test("no referral where nobody is: DNS zones and settings of a forest", async () => {
    const zones = [
      "DC=ForestDnsZones,DC=example,DC=org",
      "DC=DomainDnsZones,DC=example,DC=org",
      "CN=Configuration,DC=example,DC=org",
    ];
    const references = zones.map((zone) => `# refldap://example.org/${zone}\n\n`).join("");
    expect((await readText(`${exported("ldapsearch-LLL.ldif")}${references}`)).users).toHaveLength(3);
    expect(
      await refusal(
        `${exported("ldapsearch-LLL.ldif")}# refldap://child.example.org/DC=child,DC=example,DC=org\n\n`,
      ),
    ).toHaveLength(1);
  });

  test("no referral in the comment with the name of an entry", async () => {
    const text = exported("ldapsearch-L.ldif").replace("# u1, people", "# refldap://x, people");
    expect((await readText(text)).users).toHaveLength(3);
  });

  test.each(["ldapsearch.ldif", "ldapsearch-L.ldif", "ldapsearch-LL.ldif"])(
    "an end that is missing: %s",
    async (file) => {
      const text = exported(file);
      const cut = text.slice(0, text.indexOf("# Engineering, groups"));
      // With -LL nothing is written at the end, so nothing can be missed.
      const seen = file === "ldapsearch-LL.ldif" ? undefined : await refusal(cut);
      expect(seen).toEqual(
        seen && [
          "people.ldif the search that this is the output of has no end (# numResponses); was the file cut short?",
        ],
      );
    },
  );

  test("a page that is missing", async () => {
    const text = exported("ldapsearch-paged-LLL.ldif");
    const cut = text.slice(0, text.indexOf("dn: cn=Engineering"));
    expect(await refusal(cut)).toEqual([
      expect.stringMatching(
        /^people\.ldif:\d+ there are pages after this one, but the file ends; was the export interrupted\?$/,
      ),
    ]);
    for (const file of ["ldapsearch-paged.ldif", "ldapsearch-paged-L.ldif"]) {
      const text = exported(file);
      expect(await refusal(text.slice(0, text.indexOf("# Engineering, groups")))).toHaveLength(1);
    }
  });

  test("entries that are fewer, or more, than it counted", async () => {
    const text = exported("ldapsearch.ldif");
    const [from, to] = [text.indexOf("# u3, people"), text.indexOf("# Engineering, groups")];
    expect(await refusal(text.slice(0, from) + text.slice(to))).toEqual([
      expect.stringMatching(/^people\.ldif:\d+ the export counts 10 entries, but 9 are there$/),
    ]);
    const doubled = text.slice(0, to) + text.slice(from);
    expect(await refusal(doubled)).toEqual([
      expect.stringMatching(/^people\.ldif:\d+ the export counts 10 entries, but 11 are there$/),
    ]);
  });
});

test("389-DS: identifiers, members with a unique part, and no passwords", async () => {
  const read = await readText(exported("389.ldif"), {
    users: { key: "nsUniqueId", filter: "(objectClass=person)" },
  });
  expect(keys(read)).toEqual([["3c8a2c03-1dd211b2-80a4c7ab-7a5c0000"], ["staff"]]);
  expect(read.users[0]!.attributes()).toMatchObject({ nsaccountlock: "true" });
  expect(read.users[0]!.attributes()).not.toHaveProperty("userpassword");
  expect(read.memberships).toEqual(["staff < dn uid=u1,ou=people,dc=example,dc=org"]);
});

describe("Windows exports", () => {
  const settings = {
    users: { key: "objectGUID", filter: "(objectClass=user)", memberOf: "memberOf" },
    groups: {
      key: "objectGUID",
      name: "cn",
      filter: "(objectClass=group)",
      members: [{ attribute: "member", by: "dn" }],
      primary: "primaryGroupID",
    },
  } as const;
  const [ann, zoe] = ["8f4c2a1e-6b3d-4f5a-9c7e-0123456789ab", "00112233-4455-6677-8899-aabbccddeeff"];
  const engineering = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
  const domainUsers = "objectsid s-1-5-21-1004336348-1177238915-682003330-513";
  const memberships = [
    `${domainUsers} < ${ann}`,
    `${domainUsers} < ${zoe}`,
    `${engineering} < dn cn=lee\\, ann,ou=people,dc=example,dc=org`,
    `${engineering} < dn cn=dvořák zoë,ou=people,dc=example,dc=org`,
    `dn cn=engineering,ou=groups,dc=example,dc=org < ${ann}`,
  ].sort();

  const crlf = exported("ldifde.ldif").replaceAll("\n", "\r\n");
  test.each([
    ["ldifde", crlf],
    ["ldifde -u", Buffer.from(`\uFEFF${crlf}`, "utf16le")],
  ])("%s: every record is added", async (_form, content) => {
    const read = await readText(content, settings);
    expect(keys(read)).toEqual([
      [ann, zoe],
      ["Engineering", "Domain Users"],
    ]);
    expect(read.memberships.toSorted()).toEqual(memberships);
    expect(read.users[0]!.attributes()).toMatchObject({
      objectsid: "S-1-5-21-1004336348-1177238915-682003330-1104",
      useraccountcontrol: "512",
    });
    for (const name of ["thumbnailphoto", "changetype"])
      expect(read.users[0]!.attributes()).not.toHaveProperty(name);
  });

  test("csvde: several values in a cell, bytes in hex", async () => {
    const table = exported("csvde.csv").replaceAll("\n", "\r\n");
    const [crlf, wide] = [await readText(table, settings), Buffer.from(`\uFEFF${table}`, "utf16le")];
    expect(keys(crlf)).toEqual([
      [ann, zoe],
      ["Engineering", "Domain Users"],
    ]);
    expect(crlf.memberships.toSorted()).toEqual(memberships);
    expect(crlf.users[0]!.attributes()).toEqual({
      dn: String.raw`CN=Lee\, Ann,OU=People,DC=example,DC=org`,
      objectclass: ["top", "person", "organizationalPerson", "user"],
      cn: "Lee, Ann",
      description: "one;two",
      memberof: "CN=Engineering,OU=Groups,DC=example,DC=org",
      objectguid: ann,
      objectsid: "S-1-5-21-1004336348-1177238915-682003330-1104",
      primarygroupid: "513",
      samaccountname: "ann",
    });
    const other = await readText(wide, settings);
    expect(other.users.map(({ fingerprint }) => fingerprint)).toEqual(
      crlf.users.map(({ fingerprint }) => fingerprint),
    );
  });

  test("csvde: semicolons that separate nothing", async () => {
    const group = String.raw`"CN=a\;b,DC=example,DC=org;CN=c,DC=example,DC=org"`;
    const table = `DN,objectClass,objectGUID,cn,member\n"CN=g,DC=org",group,g1,x\\;y,${group}\n`;
    const { groups, memberships } = await readText(table, settings);
    expect(groups[0]!.name).toBe("x;y");
    expect(memberships).toEqual([
      String.raw`g1 < dn cn=a\;b,dc=example,dc=org`,
      "g1 < dn cn=c,dc=example,dc=org",
    ]);
  });

  test("csvde: a table that is damaged", async () => {
    const table = exported("csvde.csv");
    expect(await refusal(table.slice(0, -20), settings)).toEqual([
      expect.stringContaining("fields, but the header has 11; the file ends on this line") as string,
    ]);
    expect(await refusal(table.replace("memberOf,", "CN,"), settings)).toEqual([
      'people.ldif:1 two columns are named "cn"',
    ]);
    expect(await refusal(table.replace(",member,", ",member;range=0-1499,"), settings)).toEqual([
      'people.ldif:1 "member;range=0-1499" is a part of the values only; export with ranges followed to the one that ends in "-*"',
    ]);
  });
});

test("a list of changes is refused in a word", async () => {
  expect(await refusal(exported("changes.ldif"))).toEqual([
    "people.ldif:2 this is a list of changes, not a directory; export the entries themselves, with ldapsearch or slapcat",
  ]);
});
