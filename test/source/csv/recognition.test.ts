import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CsvHeader } from "../../../src/source/csv/header.ts";
import { readCsvTable } from "../../../src/source/csv/table.ts";
import { decodeBytes } from "../../../src/source/file/decode.ts";
import { ProblemList } from "../../../src/source/file/problem-list.ts";
import type { RecordRecogniser } from "../../../src/source/recogniser.ts";
import { formatProblem } from "../../../src/errors.ts";
import { everyCut, parseTable } from "./table-support.ts";

/** Imprints are the texts themselves; entries are counted from 1 in the order of `texts`. */
function knows(texts: readonly string[]): RecordRecogniser {
  return { imprintOf: (text) => text, find: (imprint) => texts.indexOf(imprint) + 1 };
}

interface Row {
  readonly line: number;
  /** The fields, or the number of the entry that was recognised. */
  readonly found: readonly string[] | number;
  readonly imprint?: string | undefined;
}

async function* each(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

async function recognised(chunks: readonly Buffer[], recogniser: (header: CsvHeader) => RecordRecogniser) {
  const problems = new ProblemList("people.csv");
  const found: Row[] = [];
  const options = { delimiter: ",", wanted: [], recogniser };
  for await (const page of readCsvTable(decodeBytes(each(chunks), undefined), options, problems)) {
    const rows = page.rows.map((row, at) => ({
      line: page.lines[at]!,
      found: row,
      imprint: page.imprints[at],
    }));
    const known = page.known.entries.map((entry, at) => ({ line: page.known.lines[at]!, found: entry }));
    found.push(...[...rows, ...known].sort((a, b) => a.line - b.line));
  }
  return { found, problems: problems.all().map(formatProblem) };
}

function read(text: string, known: readonly string[]) {
  return recognised([Buffer.from(text)], () => knows(known));
}

describe("a record that is known", () => {
  test("is not taken apart, and stands on its line among the others", async () => {
    const { found } = await read('id,x\n1,a\n2,"b\nb"\n3,c\n\n4,d\n', ["1,a", "3,c", '2,"b\nb"']);
    expect(found).toEqual([
      { line: 2, found: 1 },
      { line: 3, found: 3 },
      { line: 5, found: 2 },
      { line: 7, found: ["4", "d"], imprint: "4,d" },
    ]);
  });

  test("may end in any newline, or in none", async () => {
    const { found } = await read("id,x\r\n1,a\r\n1,a\n1,a", ["1,a"]);
    expect(found.map((row) => row.found)).toEqual([1, 1, 1]);
  });

  test("is not the beginning of another", async () => {
    const { found, problems } = await read('id,x\n1,"a\n2,b\n"\n1,"a', ["2,b"]);
    expect(found).toEqual([{ line: 2, found: ["1", "a\n2,b\n"], imprint: '1,"a\n2,b\n"' }]);
    expect(problems).toEqual([
      "people.csv:5:3 a quote opens here and is never closed; was the file cut short?",
    ]);
  });

  test("takes nothing from what is said of a blank line above it", async () => {
    const { problems } = await read("id\n1\n\n2\n", ["1", "2"]);
    expect(problems).toEqual([
      'people.csv:3:1 a blank line between records; an empty value in a table of one column is written ""',
    ]);
  });
});

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from('ab ,"\n\r')), maxLength: 4 }),
  fc.constantFrom("a", "b", ""),
);

function written(cells: readonly string[], quoteAll: boolean): string {
  return cells
    .map((value) => (quoteAll || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value))
    .join(",");
}

/** Texts of records of two columns, and which of them are known. */
const records = fc.array(
  fc.record({ cells: fc.tuple(cell, cell), quoteAll: fc.boolean(), known: fc.boolean() }),
  {
    maxLength: 6,
  },
);

/** What becomes of a file on its way: a character put in or taken away. */
const damage = fc.option(
  fc.record({
    at: fc.nat({ max: 60 }),
    remove: fc.boolean(),
    add: fc.constantFrom("", '"', "\n", ",", "\r"),
  }),
);

test("whoever knows some records finds the same as whoever knows none, wherever the bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(records, fc.constantFrom("\n", "\r\n"), damage, async (records, newline, damage) => {
      const texts = records.map(({ cells, quoteAll }) => written(cells, quoteAll));
      let text = ["x,y", ...texts, ""].join(newline);
      if (damage !== null) {
        const { at, remove, add } = damage;
        text = text.slice(0, at) + add + text.slice(remove ? at + 1 : at);
      }
      const known = texts.filter((_, at) => records[at]!.known);
      const bytes = Buffer.from(text);
      const plain = await parseTable(bytes, { delimiter: "," });
      const cuts = damage === null ? [[bytes], ...everyCut(bytes)] : [[bytes]];
      for (const chunks of cuts) {
        let header: CsvHeader | undefined;
        const seen = await recognised(chunks, (own) => {
          header = own;
          // Under another header nothing is known.
          return knows(own.names.join() === "x,y" ? known : []);
        });
        expect(header?.names ?? []).toEqual(plain.names);
        expect(seen.problems).toEqual(plain.problems);
        const fields = seen.found.map(({ found }) =>
          typeof found === "number" ? records[texts.indexOf(known[found - 1]!)]!.cells : found,
        );
        expect(fields).toEqual(plain.rows);
        expect(seen.found.map(({ line }) => line)).toEqual(plain.lines);
        // What was taken apart is nobody's, and has the imprint by which it is known the next time.
        for (const { imprint } of seen.found) expect(known).not.toContain(imprint);
      }
    }),
    { numRuns: 400 },
  );
});
