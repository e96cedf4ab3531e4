import type { TextPosition } from "../file/text-position.ts";
import type { DirectoryEntry } from "../entry/entry.ts";
import { EntryBuilder } from "./entry-builder.ts";
import type { BuilderOptions, Complaint } from "./entry-builder.ts";
import { LineReader } from "./line-reader.ts";

/** Takes the text of an export in pieces cut anywhere and gives the entries that are whole. */
export interface EntryParser {
  /** True after a complaint that leaves the rest of the text without meaning. */
  readonly stopped: boolean;
  push(text: string): readonly DirectoryEntry[];
  /** Says that the text has ended. */
  finish(): readonly DirectoryEntry[];
  /** The position after all text pushed so far. */
  end(): TextPosition;
}

/**
 * A parser of LDIF (RFC 2849) and of what ldapsearch, slapcat, ldifde and 389-DS make of it. It goes beyond the RFC in
 * that it takes values in UTF-8 as they are, files of `changetype: add` alone, and the notes that ldapsearch writes.
 */
export function createLdifParser(
  options: BuilderOptions,
  complain: (complaint: Complaint) => void,
): EntryParser {
  const builder = new EntryBuilder(options, complain);
  const reader = new LineReader(builder);
  let empty = true;
  return {
    get stopped() {
      return builder.stopped;
    },
    push(text) {
      empty &&= text === "";
      reader.push(text);
      return builder.take();
    },
    finish() {
      if (empty) complain({ message: "the file is empty; an export of nothing has its head at least" });
      reader.finish();
      builder.finish();
      return builder.take();
    },
    end: () => reader.end(),
  };
}
