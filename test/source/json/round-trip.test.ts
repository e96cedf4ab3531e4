import * as fc from "fast-check";
import { expect, test } from "vitest";
import { keptObject } from "../../../src/source/json/kept-value.ts";
import type { JsonObject } from "../../../src/canonical.ts";
import { readPieces } from "./pieces.ts";
import { directory, forms, spaces } from "./written.ts";
import type { Directory } from "./written.ts";

/** What a directory is, without what a form adds to its records. */
function expected({ people, teams }: Directory) {
  const records = [
    ...people.map(({ id, rest }) => ({ key: id, attributes: kept({ id, ...rest }) })),
    // Members are no part of the record: a group may have a million.
    ...teams.map(({ members: _members, ...team }) => ({
      key: team.id,
      attributes: kept({ ...team, name: team.name.trim() }),
    })),
  ];
  const memberships = teams.flatMap(({ id, members }) =>
    members.map(({ value, type }) => `${id} < ${type === "Group" ? "group " : ""}${value}`),
  );
  return { records: records.sort(byKey), memberships: memberships.sort() };
}

function kept(record: object): object {
  return { ...keptObject(JSON.parse(JSON.stringify(record)) as JsonObject) };
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : 1;
}

function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let from = 0; from < bytes.length;) {
    const length = lengths[pieces.length % lengths.length]!;
    pieces.push(bytes.subarray(from, from + length));
    from += length;
  }
  return pieces;
}

test.each(forms)(
  "a directory written as $name reads back equal, wherever its bytes are cut",
  async (form) => {
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(directory, spaces, lengths, async (directory, spaces, lengths) => {
        const bytes = Buffer.from(form.write(directory, spaces));
        for (const pieces of [[bytes], cut(bytes, lengths), cut(bytes, [1])]) {
          const read = await readPieces(form.file, pieces, form.settings);
          expect(read.problems).toEqual([]);
          const records = read.records.map((record) => {
            const { schemas: _, ...kept } = record.attributes();
            return { key: record.key, attributes: kept };
          });
          const { records: wanted, memberships } = expected(directory);
          expect(records.sort(byKey)).toEqual(
            wanted.map(({ key, attributes }) => ({ key, attributes: { ...attributes } })),
          );
          expect([...read.memberships].sort()).toEqual(memberships);
        }
      }),
      { numRuns: 40 },
    );
  },
);

test("lines and fingerprints are the same wherever the bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...forms), directory, spaces, async (form, directory, spaces) => {
      const bytes = Buffer.from(form.write(directory, spaces));
      const told = async (pieces: readonly Buffer[]) =>
        (await readPieces(form.file, pieces, form.settings)).records.map(({ key, line, fingerprint }) => ({
          key,
          line,
          fingerprint,
        }));
      expect(await told(cut(bytes, [1]))).toEqual(await told([bytes]));
    }),
    { numRuns: 40 },
  );
});
