import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import type { Check } from "../../../src/source/expect.ts";
import { type Nights, nights } from "./night.ts";
import { thousand } from "./people.ts";
import { csvSource, toCsv } from "./write-csv.ts";
import { jsonSource, ndjsonSource, scimSource, toDocument, toListResponse, toNdjson } from "./write-json.ts";
import { ldifSource, toLdapsearch } from "./write-ldif.ts";

const directory = thousand(60, 4);
const csv = toCsv(directory);
const people = csv["people.csv"] ?? "";
const groups = csv["groups.csv"] ?? "";
const memberships = csv["memberships.csv"] ?? "";
const ldif = toLdapsearch(directory)["directory.ldif"] ?? "";
const json = toDocument(directory)["directory.json"] ?? "";
const ndjson = toNdjson(directory);
const scim = toListResponse(directory)["scim.json"] ?? "";

interface Case {
  readonly what: string;
  readonly source: string;
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly message: RegExp;
  /** The check that lets it through, when there is one. */
  readonly accept?: Check;
}

const lines = (text: string) => text.trimEnd().split("\n");
const withExpect = (source: string, expectations: string) => `${source}\n  expect: { ${expectations} }`;
const firstPeople = (count: number) =>
  `${lines(people)
    .slice(0, count + 1)
    .join("\n")}\n`;

const cases: readonly Case[] = [
  {
    what: "a CSV record cut short",
    source: csvSource,
    files: { ...csv, "people.csv": people.slice(0, people.lastIndexOf(",") - 3) },
    message: /people\.csv:61:\d+ .*was it cut short/,
  },
  {
    what: "an unclosed quote",
    source: csvSource,
    files: { ...csv, "people.csv": `${people}1,"never closed\n` },
    message: /people\.csv:62:3 a quote opens here and is never closed/,
  },
  {
    what: "a missing file",
    source: csvSource.replace("groups.csv", "not-there.csv"),
    files: csv,
    message: /not-there\.csv does not exist/,
  },
  {
    what: "a pattern that matches nothing",
    source: csvSource.replace("people.csv", '"nobody-*.csv"'),
    files: csv,
    message: /nobody-\*\.csv/,
  },
  {
    what: "a missing column",
    source: csvSource,
    files: { ...csv, "people.csv": people.replace("employeeNumber", "number") },
    message: /there is no column "employeeNumber"/,
  },
  {
    what: "two records with one key",
    source: csvSource,
    files: { ...csv, "people.csv": `${people}${lines(people).at(-1)}\n` },
    message: /user key "100059" is already in .*people\.csv:61/,
  },
  {
    what: "a byte that is not of the encoding",
    source: csvSource,
    files: { ...csv, "people.csv": Buffer.from(people, "latin1") },
    message: /people\.csv:\d+:\d+ .*UTF-8/,
  },
  {
    what: "a gzip cut short",
    source: csvSource,
    files: { ...csv, "people.csv": gzipSync(people).subarray(0, -20) },
    message: /people\.csv .*cut short/,
  },
  {
    what: "too few users",
    source: withExpect(csvSource, "minUsers: 61"),
    files: csv,
    message: /the source has 60 users, but expect\.minUsers is 61/,
    accept: "minUsers",
  },
  {
    what: "too few groups",
    source: withExpect(csvSource, "minGroups: 5"),
    files: csv,
    message: /the source has 4 groups, but expect\.minGroups is 5/,
    accept: "minGroups",
  },
  {
    what: "a shrink of users",
    source: withExpect(csvSource, "maxShrink: 2%"),
    files: { ...csv, "people.csv": firstPeople(58) },
    message: /2 of the 60 users of the last good read are missing \(3\.3 %\), but expect\.maxShrink is 2 %/,
    accept: "maxShrink.users",
  },
  {
    what: "a shrink of groups",
    source: withExpect(csvSource, "maxShrink: { groups: 20% }"),
    files: { ...csv, "groups.csv": `${lines(groups).slice(0, 4).join("\n")}\n` },
    message: /1 of the 4 groups of the last good read are missing/,
    accept: "maxShrink.groups",
  },
  {
    what: "a shrink of the members of a single group",
    source: withExpect(csvSource, "maxShrink: { members: 20% }"),
    files: { ...csv, "memberships.csv": `${lines(memberships).slice(0, -8).join("\n")}\n` },
    message: /the group Team 3, of Ressources humaines lost 8 of its 25 members/,
    accept: "maxShrink.members",
  },
  {
    what: "a department that vanishes whole",
    source: withExpect(csvSource, "maxShrink: { values: { departmentNumber: 50% } }"),
    files: { ...csv, "people.csv": people.replaceAll(",R&D,", ",,") },
    message: /15 of the 15 users with departmentnumber "R&D" are missing \(100\.0 %\)/,
    accept: "maxShrink.values",
  },
  {
    what: "a row count that is another one",
    source: withExpect(csvSource, 'rows: "{file}.count"'),
    files: { ...csv, "people.csv.count": "61\n", "groups.csv.count": "4", "memberships.csv.count": "100" },
    message: /people\.csv .*expect\.rows: the file has 60 records, but .* says 61/,
    accept: "rows",
  },
  {
    what: "a digest that is another one",
    source: withExpect(jsonSource, 'sha256: "{file}.sha256"'),
    files: { "directory.json": json, "directory.json.sha256": `${"0".repeat(64)}  directory.json\n` },
    message: /directory\.json .*expect\.sha256/,
    accept: "sha256",
  },
  {
    what: "a digest that is not there",
    source: withExpect(jsonSource, 'sha256: "{file}.digest"'),
    files: { "directory.json": json },
    message: /directory\.json\.digest does not exist/,
    accept: "sha256",
  },
  {
    what: "a trailer that is not there",
    source: withExpect(ndjsonSource, 'trailer: "END {rows}"'),
    files: { ...ndjson, "groups.ndjson": `${ndjson["groups.ndjson"] ?? ""}END 4\n` },
    message: /people\.ndjson.*expect\.trailer/,
    accept: "trailer",
  },
  {
    what: "a trailer that counts others",
    source: withExpect(ndjsonSource, 'trailer: "END {rows}"'),
    files: {
      "people.ndjson": `${ndjson["people.ndjson"] ?? ""}END 61\n`,
      "groups.ndjson": `${ndjson["groups.ndjson"] ?? ""}END 4\n`,
    },
    message: /people\.ndjson .*expect\.trailer: the file has 60 records, but its trailer says 61/,
    accept: "trailer",
  },
  {
    what: "a last line without its newline",
    source: withExpect(csvSource, "finalNewline: true"),
    files: { ...csv, "people.csv": people.trimEnd() },
    message: /people\.csv.*expect\.finalNewline/,
    accept: "finalNewline",
  },
  {
    what: "an LDIF whose last line is cut",
    source: ldifSource,
    files: { "directory.ldif": ldif.slice(0, ldif.lastIndexOf("member:") + 5) },
    message: /directory\.ldif:\d+/,
  },
  {
    what: "an LDIF of a search that hit a limit",
    source: ldifSource,
    files: { "directory.ldif": `${ldif}# search result\nsearch: 2\nresult: 4 Size limit exceeded\n` },
    message: /[Ss]ize limit exceeded/,
  },
  {
    what: "an LDIF with fewer entries than its last line says",
    source: ldifSource,
    files: { "directory.ldif": `${ldif}# numResponses: 70\n# numEntries: 69\n` },
    message: /67.*69|69.*67/,
  },
  {
    what: "an LDIF with a search reference",
    source: ldifSource,
    files: {
      "directory.ldif": `${ldif}# search reference\nref: ldap://other.example.com/dc=example,dc=com??sub\n\n`,
    },
    message: /other\.example\.com/,
  },
  {
    what: "an LDIF in which a list of members was cut by the server",
    source: ldifSource,
    files: { "directory.ldif": ldif.replace("\nmember: ", "\nmember;range=0-1499: ") },
    message: /directory\.ldif:\d+.*range/,
  },
  {
    what: "an LDIF of changes",
    source: ldifSource,
    files: { "directory.ldif": "dn: uid=u1,ou=people,dc=example,dc=com\nchangetype: delete\n\n" },
    message: /directory\.ldif:[12].*chang/,
  },
  {
    what: "a JSON document cut short",
    source: jsonSource,
    files: { "directory.json": json.slice(0, -40) },
    message: /directory\.json:\d+:\d+/,
  },
  {
    what: "NDJSON whose last line is cut",
    source: ndjsonSource,
    files: { ...ndjson, "people.ndjson": (ndjson["people.ndjson"] ?? "").slice(0, -9) },
    message: /people\.ndjson:60:\d+/,
  },
  {
    what: "a ListResponse that is one page of several",
    source: scimSource,
    files: { "scim.json": scim.replace(/"totalResults":64/, '"totalResults":640') },
    message: /640.*64|64.*640/,
  },
];

describe("not one request reaches the provider for", () => {
  let night: Nights;
  beforeAll(async () => {
    night = await nights();
    return () => night.end();
  });

  test.each(cases)("$what", async ({ source, files, message, accept }) => {
    const [kind = ""] = /type: \w+/.exec(source) ?? [];
    // A good night before, so that there is something to be lost.
    const good = cases.find((one) => one.source.includes(kind))?.source ?? source;
    expect(await night.run(wholeSource(good), wholeFiles)).toMatchObject({ refused: undefined });
    const accounts = await night.accounts();
    const { requests, refused } = await night.run(source, files);
    expect(refused).toMatch(message);
    expect(requests).toBe(0);
    expect(await night.accounts()).toBe(accounts);
    if (accept === undefined) expect(refused).not.toContain("--accept");
    else {
      expect(refused).toContain(`--accept ${accept}`);
      expect((await night.run(source, files, [accept])).refused).toBeUndefined();
    }
  });
});

const wholeFiles = {
  ...csv,
  ...ndjson,
  "directory.ldif": ldif,
  "directory.json": json,
  "scim.json": scim,
};

/** The source as it reads the whole files: in the same form, with nothing expected. */
function wholeSource(source: string): string {
  const whole = [csvSource, ldifSource, jsonSource, ndjsonSource, scimSource];
  return whole.find((one) => source.startsWith(one)) ?? csvSource;
}
