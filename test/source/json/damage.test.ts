import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readPieces } from "./pieces.ts";
import { directory, forms, spaces } from "./written.ts";

const RUNS = Number(process.env["SCIMSYNC_FUZZ"] ?? 300);

const damage = fc.record({
  /** Millionths of the file. */
  at: fc.nat({ max: 999_999 }),
  byte: fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(...Buffer.from('"\\{}[],: \n0eaxz'))),
  cut: fc.boolean(),
});

test.each(forms)(
  "a damaged file of $name is refused with the place, or no record of it is lost",
  async (form) => {
    const lines = form.file.endsWith(".ndjson");
    let [refused, read] = [0, 0];
    await fc.assert(
      fc.asyncProperty(directory, spaces, damage, async (directory, spaces, { at, byte, cut }) => {
        const whole = Buffer.from(form.write(directory, spaces));
        const place = Math.floor((at / 1e6) * whole.length);
        const bytes = Buffer.from(cut ? whole.subarray(0, place) : whole);
        if (!cut) bytes[place] = byte;
        // Whole lines that are gone leave no trace; what proves the file whole is there to tell.
        const rest = whole.subarray(place).toString("latin1");
        if (cut && lines && (rest.startsWith("\n") || rest.startsWith("\r") || whole[place - 1] === 10))
          return;
        const { records, problems } = await readPieces(form.file, [bytes], form.settings);
        if (problems.length === 0) {
          read += 1;
          expect(records).toHaveLength(directory.people.length + directory.teams.length);
          return;
        }
        refused += 1;
        const newlines = bytes.toString("latin1").split("\n").length;
        for (const problem of problems) {
          if (problem === `${form.file} the file is empty; a list of nobody is written []`) continue;
          const line = Number(/^a\.(?:nd)?json:(\d+):\d+ /.exec(problem)?.[1] ?? 0);
          expect(line, problem).toBeGreaterThan(0);
          expect(line, problem).toBeLessThanOrEqual(newlines);
        }
      }),
      { numRuns: RUNS },
    );
    expect(Math.min(refused, read)).toBeGreaterThan(0);
  },
);
