import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { DirectoryEntry } from "../../../src/source/entry/entry.ts";
import { Utf8Decoder } from "../../../src/source/file/utf8-decoder.ts";
import { createLdifParser } from "../../../src/source/ldif/ldif-parser.ts";

interface Value {
  readonly name: string;
  readonly value: string;
  readonly base64: boolean;
}

interface Written {
  readonly dn: string;
  readonly values: readonly Value[];
}

const text = fc
  .oneof(
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.string({ unit: fc.constantFrom(..." :<#\n\r-a=é".split("")) }),
  )
  .map((value) => value.replaceAll("\0", "").trim())
  .filter((value) => value !== "");
const name = fc.constantFrom(
  "cn",
  "CN",
  "description",
  "cn;lang-de",
  "member",
  "x-a_b.c",
  "1.2.840.113556",
  "version",
  "ref",
);
const value = fc.record({ name, value: text, base64: fc.boolean() });
const entry = fc.record({ dn: text, values: fc.array(value, { maxLength: 6 }) });

/** SAFE-STRING but for UTF-8, which many tools write as it is. */
function safe(value: string): boolean {
  return !/[\n\r]|^[ :<]/.test(value);
}

function line(name: string, value: string, base64: boolean): string {
  if (base64 || !safe(value)) return `${name}::  ${Buffer.from(value).toString("base64")}`;
  return `${name}: ${value}`;
}

/** Folds a line at some of the places where it may be, which is anywhere but within a character. */
function fold(line: string, every: readonly number[], newline: string): string {
  const characters = Array.from(line);
  const parts: string[] = [];
  for (let round = 0; characters.length > 0; round += 1) {
    const length = every.length === 0 ? characters.length : every[round % every.length]!;
    parts.push(characters.splice(0, Math.max(length, parts.length === 0 ? 1 : 0)).join(""));
  }
  return parts.join(`${newline} `);
}

function write(entries: readonly Written[], folds: readonly number[], newline: string): string {
  const records = entries.map(({ dn, values }) => {
    const lines = [
      line("dn", dn, false),
      ...values.map(({ name, value, base64 }) => line(name, value, base64)),
    ];
    return ["# who: this is, with a long line", ...lines]
      .map((each) => `${fold(each, folds, newline)}${newline}`)
      .join("");
  });
  return `version: 1${newline}${newline}${records.join(newline)}`;
}

function parse(bytes: Buffer, cuts: readonly number[]): readonly DirectoryEntry[] {
  const decoder = new Utf8Decoder();
  const parser = createLdifParser({ binaries: [], bases: [] }, (complaint) => {
    throw new Error(JSON.stringify(complaint));
  });
  const entries: DirectoryEntry[] = [];
  let at = 0;
  for (let round = 0; at < bytes.length; round += 1) {
    const length = cuts.length === 0 ? bytes.length : cuts[round % cuts.length]!;
    entries.push(...parser.push(decoder.decode(bytes.subarray(at, at + length)).text));
    at += length;
  }
  expect(decoder.finish().fault).toBeUndefined();
  return [...entries, ...parser.finish()];
}

test("whatever is written as LDIF is read back, however it is folded, encoded and cut", () => {
  const folds = fc
    .array(fc.integer({ min: 0, max: 20 }), { maxLength: 4 })
    .filter((all) => all.length === 0 || Math.max(...all) > 0);
  const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 4 });
  const newline = fc.constantFrom("\n", "\r\n");
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: 1, maxLength: 4 }),
      folds,
      cuts,
      newline,
      (entries, folds, cuts, newline) => {
        const read = parse(Buffer.from(write(entries, folds, newline)), cuts);
        expect(read.map(({ dn, names, values }) => ({ dn, names, values }))).toEqual(
          entries.map(({ dn, values }) => ({
            dn,
            names: values.map(({ name }) => name.toLowerCase()),
            values: values.map(({ value }) => value),
          })),
        );
      },
    ),
    { numRuns: 500 },
  );
});
