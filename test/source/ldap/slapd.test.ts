import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { reader, root, type Slapd, slapdAbsence, startSlapd, suffix } from "../../support/slapd.ts";
import { makeCertificates } from "../../support/slapd-certificates.ts";
import { createLdapSource } from "../../../src/source/ldap/ldap-source.ts";
import type { DirectorySource } from "../../../src/source/source.ts";
import { context, fault, fetched, ldapOptions, people, teams } from "./fetched.ts";

const names = ["ann", "bob", "cyd", "dan", "Eva Ünal", "f,g", "h"];
const dnOf = (name: string): string => `uid=${name.replace(",", "\\,")},${people.base}`;

function person(name: string): string {
  const dn = Buffer.from(dnOf(name)).toString("base64");
  const sn = Buffer.from(`${name} `).toString("base64");
  return `dn:: ${dn}\nobjectClass: inetOrgPerson\ncn: ${name}\nsn:: ${sn}\nuserPassword: hidden\nmail: ${dn.slice(0, 8)}@x.example\n`;
}

function group(name: string, members: readonly string[]): string {
  const lines = members.map((member) => `member:: ${Buffer.from(dnOf(member)).toString("base64")}\n`);
  return `dn: cn=${name},${teams.base}\nobjectClass: groupOfNames\ncn: ${name}\n${lines.join("")}`;
}

function bindAs({ dn, password }: { readonly dn: string; readonly password: string }) {
  return { dn, password: async () => password };
}

describe.skipIf(slapdAbsence() !== undefined)("OpenLDAP", () => {
  let certificates: ReturnType<typeof makeCertificates>;
  let ca: string;
  let slapd: Slapd;
  let strict: Slapd;

  beforeAll(async () => {
    certificates = makeCertificates("IP:127.0.0.1");
    ({ ca } = certificates);
    const ldif = names.map(person).join("\n");
    slapd = await startSlapd({
      ldif,
      certificates,
      added: [group("all", names), group("two", ["ann", "f,g"])].join("\n"),
    });
    const global = ["sizelimit 4", "disallow bind_anon", "require authc"];
    const elsewhere = `dn: ou=far,${people.base}\nobjectClass: referral\nobjectClass: extensibleObject\nou: far\nref: ldap://far.example.com/ou=far\n`;
    strict = await startSlapd({ ldif: `${ldif}\n${elsewhere}`, global });
  });

  afterAll(async () => {
    await slapd?.stop();
    await strict?.stop();
    certificates?.remove();
  });

  /** What ldapsearch makes of the same search, but for what is no entry and for passwords. */
  function searched(base: string, filter: string, ...attributes: readonly string[]): readonly string[] {
    const args = [
      "-x",
      "-H",
      slapd.url,
      "-b",
      base,
      "-LLL",
      "-o",
      "ldif-wrap=no",
      filter,
      "*",
      ...attributes,
    ];
    return execFileSync("ldapsearch", args, { encoding: "utf8" }).split("\n").filter(isLine);
  }

  test.each([1, 3, 7, 1000])("gives in pages of %i what ldapsearch gives at once", async (pageSize) => {
    const users = { ...people, key: "entryUUID", memberOf: "memberOf" };
    const { users: text, groups } = await fetched({ url: slapd.url, users, groups: teams, pageSize });
    const expected = searched(people.base, people.filter, "entryUUID", "memberOf");
    expect(text.split("\n").filter(isLine)).toEqual(expected);
    expect(expected.filter((line) => line.startsWith("memberOf:"))).toHaveLength(9);
    expect(expected.filter((line) => line.startsWith("entryUUID: "))).toHaveLength(7);
    expect(groups.split("\n").filter(isLine)).toEqual(searched(teams.base, teams.filter));
  });

  test("has the size and the digest of what is written; the same read has the same digest", async () => {
    const [first, again] = [await fetched({ url: slapd.url }), await fetched({ url: slapd.url })];
    expect(first.bytes).toBe(Buffer.byteLength(first.users));
    expect(again.sha256).toBe(first.sha256);
    expect((await fetched({ url: slapd.url, groups: teams })).sha256).not.toBe(first.sha256);
  });

  test.each([
    ["base", dnOf("ann"), 1],
    ["one", suffix, 0],
    ["one", people.base, 7],
    ["sub", suffix, 7],
  ] as const)("scope %s below %s", async (scope, base, count) => {
    const { users } = await fetched({ url: slapd.url, users: { ...people, base, scope } });
    expect(users.match(/^dn:/gm) ?? []).toHaveLength(count);
  });

  test("a filter with blanks and escaped bytes", async () => {
    const filter = "(& (objectClass=person)\n   (| (cn=*\\c3\\9cnal) (cn=f\\2cg) ) )";
    const { users } = await fetched({ url: slapd.url, users: { ...people, filter } });
    expect(users.match(/^dn:/gm)).toHaveLength(2);
  });

  test("a size limit is an incomplete read, paged or not", async () => {
    const users = { ...people, filter: "(!(objectClass=referral))" };
    for (const pageSize of [2, 1000]) {
      const [setting, message] = await fault({ url: strict.url, bind: bindAs(reader), users, pageSize });
      expect(setting).toBe("users");
      expect(message).toMatch(
        /^incomplete: the search below .* ended after 4 entries with sizeLimitExceeded \(4\)/,
      );
      expect(message).toContain("olcSizeLimit");
    }
  });

  test("a referral object is an incomplete read", async () => {
    const [setting, message] = await fault({ url: strict.url, bind: bindAs(root) });
    expect(setting).toBe("users.base");
    expect(message).toContain("the server refers to ldap://far.example.com/ou=far");
    const below = await fault({
      url: strict.url,
      bind: bindAs(root),
      users: { ...people, base: `ou=far,${people.base}` },
    });
    expect(below[1]).toContain("refers to ldap://far.example.com/ou=far");
  });

  test("credentials", async () => {
    const wrong = { dn: reader.dn, password: "wr0ng-passw0rd" };
    const [setting, message] = await fault({ url: strict.url, bind: bindAs(wrong) });
    expect([setting, message]).toEqual([
      "bind",
      `the server does not accept ${reader.dn} with this password: invalidCredentials (49); check dn and password`,
    ]);
    expect((await fault({ url: strict.url, bind: bindAs({ ...root, dn: "no dn" }) }))[0]).toBe("bind.dn");
    expect((await fault({ url: strict.url }))[1]).toMatch(
      /unwillingToPerform \(53\): authentication required; the server may want a bind/,
    );
  });

  test("a base that is not there, and one that is no DN", async () => {
    expect(await fault({ url: slapd.url, users: { ...people, base: `ou=none,${suffix}` } })).toEqual([
      "users.base",
      `there is no entry ou=none,${suffix}, though there is ${suffix} (noSuchObject (32)); correct the base, or let the bind DN see it`,
    ]);
    expect((await fault({ url: slapd.url, users: { ...people, base: "people" } }))[1]).toContain(
      "people is no DN",
    );
  });

  test("a base that holds nobody is left to minUsers", async () => {
    expect((await fetched({ url: slapd.url, users: { ...people, base: teams.base } })).users).toBe(
      "version: 1\n",
    );
  });

  test("memberships come out the same from members and from memberOf, which may be filtered by, too", async () => {
    const users = {
      ...people,
      key: "entryUUID",
      memberOf: "memberOf",
      filter: "(memberOf=cn=two,ou=groups,dc=example,dc=com)",
    };
    const told = { ...context, userAliases: ["dn"], groupAliases: ["dn"] };
    const groups = { ...teams, key: "entryUUID", members: [] };
    const byUsers = createLdapSource(ldapOptions({ url: slapd.url, users, groups }), told);
    const byGroups = createLdapSource(ldapOptions({ url: slapd.url, groups: teams }), told);
    onTestFinished(async () => {
      await byUsers.close();
      await byGroups.close();
    });
    const [ofUsers, ofGroups] = [await named(byUsers), await named(byGroups)];
    expect(ofUsers).toHaveLength(4);
    expect(ofGroups).toHaveLength(9);
    expect(ofGroups).toEqual(expect.arrayContaining([...ofUsers]));
  });

  describe("TLS", () => {
    test("from the first byte, and by StartTLS", async () => {
      const plain = await fetched({ url: slapd.url });
      expect((await fetched({ url: slapd.tlsUrl, ca })).users).toBe(plain.users);
      expect((await fetched({ url: slapd.url, startTls: true, ca, bind: bindAs(reader) })).users).toBe(
        plain.users,
      );
    });

    test("an unknown authority is not trusted, whatever the environment says", async () => {
      vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
      onTestFinished(() => void vi.unstubAllEnvs());
      for (const options of [{ url: slapd.tlsUrl }, { url: slapd.url, startTls: true }]) {
        const [setting, message] = await fault(options);
        expect(setting).toBe("ca");
        expect(message).toMatch(/^the certificate of ldaps?:\/\/127.0.0.1:\d+ is not trusted \(.*as ca$/);
      }
    });

    test("a certificate for another name is not this server's", async () => {
      const [tls, start] = [slapd.tlsUrl, slapd.url].map((url) => url.replace("127.0.0.1", "localhost"));
      expect((await fault({ url: tls!, ca }))[1]).toContain("is not for localhost");
      expect((await fault({ url: start!, startTls: true, ca }))[1]).toContain("is not for localhost");
    });

    test("a server without certificates cannot do StartTLS", async () => {
      expect((await fault({ url: strict.url, startTls: true, ca }))[0]).toBe("startTls");
    });

    test("the wrong one of two ports", async () => {
      const swapped = [slapd.tlsUrl.replace("ldaps:", "ldap:"), slapd.url.replace("ldap:", "ldaps:")];
      expect((await fault({ url: swapped[0]!, timeout: 500 }))[1]).toMatch(/ldaps:\/\/|not LDAP/);
      expect((await fault({ url: swapped[1]!, ca, timeout: 500 }))[1]).toContain(
        "wants ldap:// and startTls",
      );
    });

    test("a file of authorities that is none", async () => {
      for (const path of ["/no/such/file", import.meta.filename, certificates.key]) {
        expect(await fault({ url: slapd.tlsUrl, ca: path })).toEqual(["ca", expect.stringContaining(path)]);
      }
    });
  });
});

function isLine(line: string): boolean {
  return line !== "" && line !== "version: 1" && !line.startsWith("userPassword");
}

/** Group and member of each membership, by their DNs. */
async function named(source: DirectorySource): Promise<readonly string[]> {
  const called = new Map<string, string>();
  for await (const batch of source.records()) {
    if (batch.kind === "names") continue;
    for (const { key, aliases } of batch.records) called.set(key, aliases[0] ?? key);
  }
  const found: string[] = [];
  for await (const { memberships } of source.memberships()) {
    for (const { group, member } of memberships) {
      found.push(`${called.get(group) ?? group} ${called.get(member) ?? member}`);
    }
  }
  return found.sort();
}
