import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";

const acme = path.join(import.meta.dirname, "../../examples/acme");
const { readCsv } = (await import(pathToFileURL(path.join(acme, "read-csv.js")).href)) as {
  readonly readCsv: (text: string) => unknown;
};

test.each(["monday", "tuesday", "wednesday"])("the demo reads the files of %s as csv-parse does", (day) => {
  for (const name of ["people", "groups", "memberships"]) {
    const text = readFileSync(path.join(acme, day, `${name}.csv`), "utf8");
    expect(readCsv(text)).toEqual(parse(text, { columns: true }));
  }
});
