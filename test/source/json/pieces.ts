import { formatProblem } from "../../../src/errors.ts";
import { decodeBytes } from "../../../src/source/file/decode.ts";
import { ProblemList } from "../../../src/source/file/problem-list.ts";
import { AttributeTree } from "../../../src/source/json/attribute-tree.ts";
import { MembershipTaker } from "../../../src/source/json/membership-taker.ts";
import { PageTotals } from "../../../src/source/json/page-totals.ts";
import { readElements } from "../../../src/source/json/read-elements.ts";
import { RecordTaker } from "../../../src/source/json/record-taker.ts";
import { placedSections } from "../../../src/source/json/section-files.ts";
import type { SourceRecord } from "../../../src/source/record.ts";
import { context, shownMembership } from "./reading.ts";
import type { Settings } from "./reading.ts";

export interface ReadPieces {
  readonly records: readonly SourceRecord[];
  readonly memberships: readonly string[];
  readonly problems: readonly string[];
}

/** What is read of a file whose bytes come in these pieces. */
export async function readPieces(
  name: string,
  pieces: readonly Uint8Array[],
  settings: Settings,
): Promise<ReadPieces> {
  const sections = placedSections({ type: "json", ...settings }, context).map(({ section }) => section);
  const found = new ProblemList(name);
  const totals = new PageTotals();
  const gathered = { users: new AttributeTree(), groups: new AttributeTree(), mentions: new Map() };
  const records: SourceRecord[] = [];
  const first = readElements(
    texts(pieces),
    { file: name, sections, totals },
    new RecordTaker(name, found, gathered),
    found,
  );
  for await (const batch of first) records.push(...batch.records);
  const memberships: string[] = [];
  const others = new ProblemList(name);
  const second = readElements(
    texts(pieces),
    { file: name, sections, totals: undefined },
    new MembershipTaker(name, others),
    others,
  );
  for await (const batch of second) memberships.push(...batch.memberships.map(shownMembership));
  const problems = found.empty ? [...totals.problems(), ...others.all()] : found.all();
  return { records, memberships, problems: problems.map(formatProblem) };
}

async function* chunks(pieces: readonly Uint8Array[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}

/** Pieces cut anywhere in characters come to the parser as whole ones. */
function texts(pieces: readonly Uint8Array[]): ReturnType<typeof decodeBytes> {
  return decodeBytes(chunks(pieces), undefined);
}
