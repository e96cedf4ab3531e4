import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import type { Json } from "../../../src/canonical.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { openSources } from "../../../src/sync/read/open-sources.ts";
import type { People, Person, Team } from "./people.ts";
import { csvSource, type FormFiles, toCsv } from "./write-csv.ts";
import { jsonSource, ndjsonSource, toDocument, toNdjson } from "./write-json.ts";
import { ldifSource, toLdapsearch, toSlapcat } from "./write-ldif.ts";

const connectorFolder = fileURLToPath(new URL("../../../connectors", import.meta.url));

/** What directories hold: any text of any script, with what the forms use for themselves, without controls at the ends. */
const text = fc
  .oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
    fc.string({
      unit: fc.constantFrom(..."aZ09,;:\"'\\#+=<>{}[]\n\r\t -$é李".split("")),
      minLength: 1,
      maxLength: 90,
    }),
  )
  .map((value) => value.replaceAll("\u0000", "").trim())
  .filter((value) => value !== "");

const word = fc.string({
  unit: fc.constantFrom(...'aZ09é李,;+=#\\<>" .-'.split("")),
  minLength: 1,
  maxLength: 9,
});

/** Texts without the separator that the CSV writer puts between several. */
const number = fc
  .string({ unit: fc.constantFrom(..."+0123456789 ()".split("")), minLength: 1, maxLength: 12 })
  .map((value) => value.trim())
  .filter((value) => value !== "");

function personWith(index: number): fc.Arbitrary<Person> {
  return fc.record(
    {
      employeeNumber: fc.constant(`e${index}`),
      uid: word.map((value) => `${value.trim()}${index}`),
      givenName: text,
      sn: text,
      mail: fc.constant(`u${index}@example.org`),
      title: text,
      departmentNumber: text,
      telephoneNumber: fc.uniqueArray(number, { minLength: 1, maxLength: 3 }),
      manager: fc.nat({ max: index }).map((of) => `e${of}`),
    },
    { requiredKeys: ["employeeNumber", "uid", "givenName", "sn", "mail", "telephoneNumber"] },
  ) as fc.Arbitrary<Person>;
}

function teamWith(index: number, people: number): fc.Arbitrary<Team> {
  return fc.record({
    cn: fc.constant(`g${index}`),
    description: text,
    members: fc.uniqueArray(
      fc.nat({ max: people - 1 }).map((of) => `e${of}`),
      { minLength: 1, maxLength: 6 },
    ),
    nested: fc.uniqueArray(
      fc.nat({ max: index }).map((of) => `g${of}`),
      { maxLength: 2 },
    ),
  });
}

const directories: fc.Arbitrary<People> = fc.integer({ min: 1, max: 8 }).chain((count) =>
  fc.record({
    people: fc.tuple(...Array.from({ length: count }, (_, index) => personWith(index))),
    teams: fc.tuple(teamWith(0, count), teamWith(1, count)),
  }),
);

const fields = ["uid", "givenName", "sn", "mail", "title", "departmentNumber", "telephoneNumber"] as const;

/** People, names of teams and the number of memberships, as the readers give them, in a form that can be compared. */
async function readBack(folder: string, source: string, files: FormFiles) {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, "scimsync.yaml"), `source:${source}\ntargets: { a: ${target} }\n`);
  const { config } = await loadConfig(join(folder, "scimsync.yaml"), { T: "t" }, connectorFolder);
  const [{ source: opened } = { source: undefined }] = openSources(config, new Set());
  if (opened === undefined) throw new Error("no source");
  const people: Record<string, Json> = {};
  const teams: Record<string, string> = {};
  let memberships = 0;
  for await (const batch of opened.records()) {
    if (batch.kind === "users") for (const one of batch.records) people[one.key] = shown(one.attributes());
    if (batch.kind === "groups") for (const one of batch.records) teams[one.key] = one.name;
  }
  for await (const batch of opened.memberships()) memberships += batch.memberships.length;
  return { people, teams, memberships };
}

const target = `{ baseUrl: "http://127.0.0.1:9/", auth: { token: "\${env.T}" }, users: { attributes: { userName: x } } }`;

/** Only what all forms say; one value is a list of one. */
function shown(attributes: Readonly<Record<string, Json>>): Json {
  return Object.fromEntries(
    fields.map((name) => {
      const value = attributes[name.toLowerCase()] ?? null;
      return [name, name === "telephoneNumber" ? [value].flat() : value];
    }),
  );
}

function said({ people, teams }: People) {
  return {
    people: Object.fromEntries(
      people.map((one) => [one.employeeNumber, shown(lowered(one as unknown as Record<string, Json>))]),
    ),
    teams: Object.fromEntries(teams.map(({ cn, description }) => [cn, description])),
    memberships: teams.flatMap(({ members, nested }) => [...members, ...nested]).length,
  };
}

function lowered(record: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]));
}

test.each([
  ["CSV", csvSource, toCsv],
  ["LDIF of ldapsearch", ldifSource, toLdapsearch],
  ["LDIF of slapcat", ldifSource, toSlapcat],
  ["a JSON document", jsonSource, toDocument],
  ["NDJSON", ndjsonSource, toNdjson],
] as const)(
  "any directory written as %s reads back equal",
  async (_form, source, write) => {
    const folder = mkdtempSync(join(tmpdir(), "scimsync-trip-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    await fc.assert(
      fc.asyncProperty(directories, async (directory) => {
        expect(await readBack(folder, source, write(directory))).toEqual(said(directory));
      }),
      { numRuns: 40 },
    );
  },
  60_000,
);
