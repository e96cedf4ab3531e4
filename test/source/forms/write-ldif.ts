import type { People, Person, Team } from "./people.ts";
import type { FormFiles } from "./write-csv.ts";

/** Entries above people and groups. */
const ROOTS = 3;
const suffix = "dc=example,dc=com";

/** What ldap and ldif sources say alike, besides where the entries are. */
const entries = {
  users: 'key: employeeNumber, filter: "(objectClass=inetOrgPerson)"',
  groups: 'key: cn, name: description, filter: "(objectClass=groupOfNames)", members: member',
};

export const ldifSource = `
  type: ldif
  file: directory.ldif
  users: { ${entries.users} }
  groups: { ${entries.groups} }`;

export function ldapSource(url: string): string {
  return `
  type: ldap
  url: ${url}
  pageSize: 100
  users: { base: "ou=people,${suffix}", ${entries.users} }
  groups: { base: "ou=groups,${suffix}", ${entries.groups} }`;
}

/** As `ldapsearch -LLL` prints it: folded at 76 characters, base64 where RFC 2849 wants it. */
export function toLdapsearch(directory: People): FormFiles {
  return { "directory.ldif": entriesOf(directory, () => []) };
}

/** As slapcat prints it: operational attributes, memberOf, and the root entries. */
export function toSlapcat(directory: People): FormFiles {
  return { "directory.ldif": entriesOf(directory, operational) };
}

/** What slapadd takes, when the roots are there. */
export function toSlapadd(directory: People): string {
  return entriesOf(directory, () => [])
    .split("\n\n")
    .slice(ROOTS)
    .join("\n\n");
}

function entriesOf({ people, teams }: People, more: (index: number) => readonly string[]): string {
  const dns = new Map(people.map((one) => [one.employeeNumber, dnOf(one)]));
  const all = [
    [`dn: ${suffix}`, "objectClass: dcObject", "objectClass: organization", "o: Example", "dc: example"],
    [`dn: ou=people,${suffix}`, "objectClass: organizationalUnit", "ou: people"],
    [`dn: ou=groups,${suffix}`, "objectClass: organizationalUnit", "ou: groups"],
    ...people.map((one) => personLines(one, dns)),
    ...teams.map((team) => teamLines(team, dns)),
  ];
  return all
    .map((lines, index) => `${[...lines, ...more(index)].map((line) => `${fold(line)}\n`).join("")}\n`)
    .join("");
}

function personLines(person: Person, dns: ReadonlyMap<string, string>): readonly string[] {
  const { employeeNumber, uid, givenName, sn, mail, title, departmentNumber, telephoneNumber, manager } =
    person;
  return [
    line("dn", dnOf(person)),
    "objectClass: top",
    "objectClass: inetOrgPerson",
    line("uid", uid),
    line("cn", `${givenName} ${sn}`),
    line("sn", sn),
    line("givenName", givenName),
    line("mail", mail),
    line("employeeNumber", employeeNumber),
    ...(title === undefined ? [] : [line("title", title)]),
    ...(departmentNumber === undefined ? [] : [line("departmentNumber", departmentNumber)]),
    ...telephoneNumber.map((number) => line("telephoneNumber", number)),
    ...(manager === undefined ? [] : [line("manager", dns.get(manager) ?? "")]),
  ];
}

function teamLines(
  { cn, description, members, nested }: Team,
  dns: ReadonlyMap<string, string>,
): readonly string[] {
  return [
    `dn: cn=${cn},ou=groups,${suffix}`,
    "objectClass: groupOfNames",
    line("cn", cn),
    line("description", description),
    // As servers give them back: in another case, with spaces that mean nothing.
    ...members.map((member, index) =>
      line("member", index % 5 === 0 ? restyled(dns.get(member)) : dns.get(member)),
    ),
    ...nested.map((name) => line("member", `cn=${name},ou=groups,${suffix}`)),
  ];
}

function restyled(dn = ""): string {
  const spaced = dn.replace(/^uid=/, "UID = ").replace(/,ou=people,/, " , OU=people,");
  return /^[\x20-\x7e]*$/.test(dn) ? spaced.toUpperCase() : spaced;
}

/** RFC 4514, 2.4. */
function dnOf({ uid }: Person): string {
  const escaped = uid.replaceAll(/[",#+;<=>\\]|^ | $/g, String.raw`\$&`);
  return `uid=${escaped},ou=people,${suffix}`;
}

function operational(index: number): readonly string[] {
  const hex = index.toString(16).padStart(12, "0");
  return [
    "structuralObjectClass: inetOrgPerson",
    `entryUUID: da382a10-7a79-1041-9ee2-${hex}`,
    `creatorsName: cn=admin,${suffix}`,
    "createTimestamp: 20261122043513Z",
    "entryCSN: 20261122043513.193798Z#000000#000#000000",
    "modifyTimestamp: 20261122043513Z",
    `modifiersName: cn=admin,${suffix}`,
  ];
}

/** RFC 2849: SAFE-STRING as it is, everything else in base64. */
function line(name: string, value = ""): string {
  return isSafe(value) ? `${name}: ${value}` : `${name}:: ${Buffer.from(value).toString("base64")}`;
}

function isSafe(value: string): boolean {
  const units = Array.from(value, (char) => char.codePointAt(0) ?? 0);
  const plain = units.every((unit) => unit > 0 && unit < 0x80 && unit !== 0x0a && unit !== 0x0d);
  return plain && !/^[ :<]| $/.test(value);
}

function fold(text: string): string {
  const [first = "", ...rest] = text.match(/^.{1,76}|.{1,75}/g) ?? [];
  return [first, ...rest].join("\n ");
}
