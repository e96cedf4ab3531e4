import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, onTestFinished, test } from "vitest";
import { SourceError } from "../../../src/errors.ts";
import { createCsvSource } from "../../../src/source/csv/csv-source.ts";
import { createJsonSource } from "../../../src/source/json/json-source.ts";
import { createLdifSource } from "../../../src/source/ldif/ldif-source.ts";
import type { ReaderContext } from "../../../src/source/reader-context.ts";
import type { DirectorySource } from "../../../src/source/source.ts";
import { mutate, numbers } from "./mutate.ts";
import { thousand } from "./people.ts";
import { toCsv } from "./write-csv.ts";
import { toDocument, toListResponse, toNdjson } from "./write-json.ts";
import { toLdapsearch } from "./write-ldif.ts";

const context: ReaderContext = {
  displayName: (path) => basename(path),
  userAliases: ["dn"],
  groupAliases: ["dn"],
  binaries: [],
  accepted: new Set(),
};

/** Left to itself the other reader takes the first line end it meets for the only one. */
const csvParse = { bom: true, skip_empty_lines: true, record_delimiter: ["\r\n", "\n"] };

interface Form {
  readonly name: string;
  readonly text: string;
  readonly open: (file: string) => DirectorySource;
  /** How many users another reader finds in a text that ours took for whole; undefined when it cannot tell. */
  readonly count: (text: string) => number | undefined;
}

const small = thousand(6, 2);

const forms: readonly Form[] = [
  {
    name: "CSV",
    text: toCsv(small)["people.csv"] ?? "",
    open: (file) =>
      createCsvSource({ type: "csv", delimiter: ",", users: { files: [file], key: "uid" } }, context),
    count: (text) => (parse(text, csvParse) as unknown[]).length - 1,
  },
  {
    name: "LDIF",
    text: toLdapsearch(small)["directory.ldif"] ?? "",
    open: (file) =>
      createLdifSource({ type: "ldif", files: [file], users: { key: "dn", filter: "(dn=*)" } }, context),
    count: (text) => text.replaceAll(/\r?\n /g, "").match(/^dn:/gim)?.length ?? 0,
  },
  {
    name: "JSON",
    text: toDocument(small)["directory.json"] ?? "",
    open: jsonSource,
    count: (text) => {
      const { users, resources } = lowerNames(JSON.parse(text.replace(/^\uFEFF/, "")) as object);
      return (users as unknown[] | undefined)?.length ?? (resources === undefined ? undefined : 0);
    },
  },
  {
    name: "NDJSON",
    text: toNdjson(small)["people.ndjson"] ?? "",
    open: jsonSource,
    count: (text) => text.split("\n").filter((line) => line.trim() !== "").length,
  },
  {
    name: "a ListResponse",
    text: toListResponse(small)["scim.json"] ?? "",
    open: (file) => createJsonSource({ type: "json", users: { files: [file], key: "id" } }, context),
    count: () => undefined,
  },
];

function jsonSource(file: string): DirectorySource {
  return createJsonSource({ type: "json", users: { files: [file], key: "uid" } }, context);
}

function lowerNames(value: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name.toLowerCase(), item]));
}

async function countUsers(source: DirectorySource): Promise<number> {
  let users = 0;
  await source.files();
  for await (const batch of source.records()) {
    if (batch.kind !== "users") continue;
    users += batch.records.length;
    for (const record of batch.records) record.attributes();
  }
  for await (const batch of source.memberships()) void batch;
  return users;
}

/** What became of one damaged text: how many users were read, or the complaints. */
async function outcomeOf(form: Form, file: string): Promise<number | SourceError> {
  try {
    return await countUsers(form.open(file));
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
}

/** Texts for each form in a run of the suite; SCIMSYNC_FUZZ=20000 makes the hundred thousand. */
const TEXTS = Number(process.env["SCIMSYNC_FUZZ"] ?? 400);
const SLOWEST_MS = 2_000;

test.each(forms)(
  "a damaged text of $name is read whole or refused with the place, never lost in part",
  async (form) => {
    const folder = mkdtempSync(join(tmpdir(), "scimsync-fuzz-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "damaged");
    const undamaged = Buffer.from(form.text);
    let whole = 0;
    for (let seed = 0; seed < TEXTS; seed += 1) {
      const damaged = mutate(undamaged, numbers(seed));
      writeFileSync(file, damaged);
      const began = performance.now();
      const outcome = await outcomeOf(form, file).catch((error: unknown) => {
        throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      });
      const about = `seed ${seed}: ${JSON.stringify(damaged.toString("latin1"))}`;
      expect(performance.now() - began, about).toBeLessThan(SLOWEST_MS);
      if (outcome instanceof SourceError) expectPlaces(outcome, about);
      else {
        whole += 1;
        const users = labelled(about, () => form.count(damaged.toString("utf8")));
        if (users !== undefined) expect(outcome, about).toBe(users);
      }
    }
    // Damage that always ends in a complaint, or never, would prove nothing.
    expect(whole).toBeGreaterThan(TEXTS / 100);
    expect(whole).toBeLessThan(TEXTS);
  },
  600_000,
);

function labelled<T>(about: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(about, { cause: error });
  }
}

/** Every complaint names the file, and the line unless it is about the file as a whole. */
function expectPlaces(error: SourceError, about: string): void {
  expect(error.problems.length, about).toBeGreaterThan(0);
  for (const { file, line, message } of error.problems) {
    expect(file, about).toBe("damaged");
    if (!/^and \d+ more$|the file|totalResults|there (?:is|are) no/.test(message)) {
      expect(line, `${about}\n${message}`).toBeGreaterThan(0);
    }
  }
}
