import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { everyCut, parseTable } from "./table-support.ts";

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from("ab ,;|\t\"\r\n'é李😀")), maxLength: 6 }),
  fc.constantFrom("", '"', '""', "\n", "\r\n", "\r", " x ", ","),
);

interface Style {
  readonly delimiter: string;
  readonly newline: string;
  readonly mark: string;
  readonly ending: number;
  /** Which cells are quoted without need; used in turn. */
  readonly quoted: readonly boolean[];
}

const style: fc.Arbitrary<Style> = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  newline: fc.constantFrom("\n", "\r\n"),
  mark: fc.constantFrom("", "\uFEFF"),
  ending: fc.nat({ max: 3 }),
  quoted: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
});

const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
  );

function write(rows: readonly (readonly string[])[], style: Style): Buffer {
  const names = rows[0]!.map((_, index) => `c${index}`);
  let written = 0;
  function cellText(value: string): string {
    written += 1;
    const needed =
      /["\r\n]/.test(value) || value.includes(style.delimiter) || (value === "" && names.length === 1);
    const quoted = needed || style.quoted[written % style.quoted.length];
    return quoted ? `"${value.replaceAll('"', '""')}"` : value;
  }
  const lines = [names, ...rows].map((row) => row.map(cellText).join(style.delimiter));
  return Buffer.from(style.mark + lines.join(style.newline) + style.newline.repeat(style.ending));
}

function oracle(bytes: Buffer, delimiter: string): string[][] | undefined {
  try {
    const options = { delimiter, bom: true, record_delimiter: ["\r\n", "\n"], skip_empty_lines: true };
    return parse(bytes, options).slice(1);
  } catch {
    return undefined;
  }
}

test("a written table reads back, as csv-parse reads it", async () => {
  await fc.assert(
    fc.asyncProperty(table, style, async (rows, style) => {
      const bytes = write(rows, style);
      const parsed = await parseTable(bytes, rows[0]!.length === 1 ? { delimiter: style.delimiter } : {});
      expect(parsed.problems).toEqual([]);
      expect(parsed.rows).toEqual(rows);
      expect(parsed.rows).toEqual(oracle(bytes, style.delimiter));
    }),
    { numRuns: 2000 },
  );
});

test("where the bytes are cut into pieces makes no difference", async () => {
  await fc.assert(
    fc.asyncProperty(table, style, async (rows, style) => {
      const bytes = write(rows, style);
      const { delimiter } = style;
      const whole = await parseTable(bytes, { delimiter });
      for (const chunks of everyCut(bytes)) expect(await parseTable(chunks, { delimiter })).toEqual(whole);
    }),
    { numRuns: 150 },
  );
});

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat({ max: 4 }),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc.constantFrom(...['"', ",", "\n", "\r", "\r\n", '""', ";", '"\n'].map((text) => Buffer.from(text))),
  ),
  cut: fc.boolean(),
});

test("a damaged file reads as csv-parse reads it, or is refused with the place", async () => {
  let refused = 0;
  let read = 0;
  await fc.assert(
    fc.asyncProperty(
      table,
      style,
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      async (rows, style, damage) => {
        const { delimiter } = style;
        const bytes = damage.reduce(
          (bytes, { at, remove, insert, cut }) => {
            const from = Math.floor(at * bytes.length);
            const rest = cut ? Buffer.alloc(0) : bytes.subarray(from + remove);
            return Buffer.concat([bytes.subarray(0, from), insert, rest]);
          },
          write(rows, style),
        );
        // The oracle knows UTF-8 alone, and the damage may have made the mark of another.
        fc.pre(![0xfeff, 0xfffe].includes(bytes.length < 2 ? 0 : bytes.readUInt16BE()));
        const parsed = await parseTable(bytes, { delimiter });
        for (const chunks of everyCut(bytes).slice(-3)) {
          expect(await parseTable(chunks, { delimiter })).toEqual(parsed);
        }
        if (parsed.problems.length === 0) {
          read += 1;
          expect(parsed.rows).toEqual(oracle(bytes, delimiter));
        } else {
          refused += 1;
          const newlines = bytes.toString("latin1").split("\n").length;
          for (const problem of parsed.problems) {
            const line =
              /^people\.csv:(\d+)(:\d+)? /.exec(problem)?.[1] ?? (problem.includes("is empty") ? "1" : "0");
            expect(Number(line)).toBeGreaterThan(0);
            expect(Number(line)).toBeLessThanOrEqual(newlines);
          }
        }
      },
    ),
    { numRuns: 4000 },
  );
  expect(Math.min(refused, read)).toBeGreaterThan(100);
});
