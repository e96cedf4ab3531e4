import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldPosition } from "../../../src/source/csv/field-position.ts";
import { CsvParser } from "../../../src/source/csv/parser.ts";
import { temporaryFolder } from "../file/temporary-folder.ts";
import { refusal } from "../file/text-support.ts";
import { csvSource, readAll } from "./directory.ts";

interface Written {
  readonly text: string;
  /** `line:column` of each field of each row. */
  readonly places: readonly (readonly string[])[];
}

/** Writes a table and notes where its fields begin, in a way of its own. */
function write(rows: readonly (readonly string[])[], newline: string): Written {
  let text = "";
  const places = rows.map((row) => {
    const here = row.map((cell, column) => {
      if (column > 0) text += ",";
      const before = text.split("\n");
      text += /[",\r\n]/.test(cell) || cell === "" ? `"${cell.replaceAll('"', '""')}"` : cell;
      return `${before.length}:${before.at(-1)!.length + 1}`;
    });
    text += newline;
    return here;
  });
  return { text, places };
}

function placesOf(texts: readonly string[], columns: number): readonly (readonly string[])[] {
  const parser = new CsvParser(",", (complaint) => {
    throw new Error(complaint.message);
  });
  const pages = [...texts.map((text) => parser.push(text)), parser.finish()];
  return pages.flatMap((page) =>
    page.rows.map((_, row) =>
      Array.from({ length: columns }, (_, field) => {
        const place = fieldPosition(page, row, field);
        return `${place?.line}:${place?.column}`;
      }),
    ),
  );
}

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from('ab ,"\r\n😀')), maxLength: 5 }),
  fc.constantFrom("", '"', '""', "\n", "\r\n", ',"', '"\n'),
);

test("each field is found where it stands, wherever the text is cut", () => {
  const table = fc
    .integer({ min: 2, max: 4 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
    );
  fc.assert(
    fc.property(table, fc.constantFrom("\n", "\r\n"), fc.nat(), (rows, newline, cut) => {
      const { text, places } = write(rows, newline);
      const at = cut % (text.length + 1);
      expect(placesOf([text], rows[0]!.length)).toEqual(places);
      expect(placesOf([text.slice(0, at), text.slice(at)], rows[0]!.length)).toEqual(places);
      expect(
        placesOf(
          Array.from({ length: text.length }, (_, at) => text[at]!),
          rows[0]!.length,
        ),
      ).toEqual(places);
    }),
    { numRuns: 500 },
  );
});

test("a record of more than a million characters is told by its line alone", () => {
  const parser = new CsvParser(",", () => {});
  const long = "x".repeat(700_000);
  const pages = [`a,b,c,d\n1,2,3,4\n${long},`, `${long},`, `${long},\n`].map((text) => parser.push(text));
  expect(pages.map(({ rows }) => rows.length)).toEqual([2, 0, 1]);
  expect(fieldPosition(pages[2]!, 0, 3)).toEqual({ line: 3, column: 1 });
});

async function problems(content: string): Promise<readonly string[]> {
  const file = temporaryFolder()("people.csv", content);
  return refusal(readAll(csvSource({ users: { files: [file], key: "id" } })));
}

describe("a complaint stands at its cell", () => {
  test("also after quotes and newlines", async () => {
    expect(await problems('note,id,x\n"a ""b"", c\nd",,1\n"x",  ,2\n"\n\n", ,3\n')).toEqual([
      'people.csv:3:4 "id" is empty',
      'people.csv:4:5 "id" is empty',
      'people.csv:7:3 "id" is empty',
    ]);
  });

  test("of a row with too many fields at the first of these, in whatever line that is", async () => {
    expect(await problems('id,x\n1,"a\nb",c,d\n2,,""\n')).toEqual([
      "people.csv:3:4 4 fields, but the header has 2",
      "people.csv:4:4 3 fields, but the header has 2",
    ]);
  });

  test("of a row with too few fields at its end", async () => {
    expect(await problems('id,x,y\n1,"a\nb"\n2\n')).toEqual([
      "people.csv:3:3 2 fields, but the header has 3",
      "people.csv:4:2 1 field, but the header has 3",
    ]);
  });

  test("of a key with a control character", async () => {
    expect(await problems('x,id\n1,"a\nb"\n2,\u0001mail\n3,\u0085x\n')).toEqual([
      'people.csv:2:3 "id" holds a control character, which no key has',
      'people.csv:4:3 "id" holds a control character, which no key has',
      'people.csv:5:3 "id" holds a control character, which no key has',
    ]);
  });
});
