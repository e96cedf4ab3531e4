import type { LdapAttribute, LdapEntry } from "./answer.ts";
import { LdapFault } from "./fault.ts";
import { type Search, searchOnce } from "./search.ts";
import type { LdapSession } from "./session.ts";

/** Values of an attribute that a server hands out in parts, such as `member;range=0-1499`. */
interface Range {
  /** The attribute without the option. */
  readonly type: string;
  readonly from: number;
  /** The last value, counted from 0; undefined when nothing comes after. */
  readonly to: number | undefined;
}

function parseRange(type: string): Range | undefined {
  const [, before = "", from = "", to = "", after = ""] =
    /^([^;]+(?:;[^;]+)*?);range=(\d{1,9})-(\d{1,9}|\*)((?:;.*)?)$/i.exec(type) ?? [];
  if (before === "") return undefined;
  return { type: before + after, from: Number(from), to: to === "*" ? undefined : Number(to) };
}

/** Some attribute of the entry came in part. */
export function isRanged({ attributes }: LdapEntry): boolean {
  return attributes.some(({ type }) => /;range=/i.test(type));
}

/** Takes an entry in pieces. */
export interface EntrySink {
  begin(dn: string): void;
  attribute(attribute: LdapAttribute): void;
  flush(): Promise<void>;
}

/**
 * Reads an entry again by itself, the values of its ranged attributes part by part up to the last, and writes it to
 * `sink`. Only one part is held at a time.
 */
export async function readRangedEntry(
  session: LdapSession,
  search: Search,
  dn: string,
  sink: EntrySink,
): Promise<void> {
  const [entry] = await readEntry(session, search, dn, search.attributes);
  if (entry === undefined) throw movedFault(search, dn);
  sink.begin(dn);
  for (const attribute of entry.attributes) {
    const range = parseRange(attribute.type);
    if (range === undefined) sink.attribute(attribute);
    else await followRange(session, search, { dn, range, values: attribute.values }, sink);
  }
  await sink.flush();
}

interface FirstPart {
  readonly dn: string;
  readonly range: Range;
  readonly values: readonly Buffer[];
}

async function followRange(
  session: LdapSession,
  search: Search,
  { dn, range, values }: FirstPart,
  sink: EntrySink,
): Promise<void> {
  let [part, next] = [range, 0];
  let found = values;
  for (;;) {
    if (part.from !== next || (part.to !== undefined && part.to - part.from + 1 !== found.length)) {
      const given = `${found.length} values of ${part.type} as ${part.from}-${part.to ?? "*"}`;
      const text = `incomplete: of entry ${dn} the server gave ${given} where those from ${next} on were due`;
      throw new LdapFault(search.setting, `${text}; run again`);
    }
    sink.attribute({ type: range.type, values: found });
    await sink.flush();
    if (part.to === undefined) return;
    next = part.to + 1;
    const asked = `${range.type};range=${next}-*`;
    const [entry] = await readEntry(session, search, dn, [asked]);
    const answer = entry?.attributes.find(({ type }) => sameType(parseRange(type), range));
    const answered = answer === undefined ? undefined : parseRange(answer.type);
    if (answer === undefined || answered === undefined) throw movedFault(search, dn);
    [part, found] = [answered, answer.values];
  }
}

function sameType(range: Range | undefined, { type }: Range): boolean {
  return range?.type.toLowerCase() === type.toLowerCase();
}

async function readEntry(
  session: LdapSession,
  search: Search,
  dn: string,
  attributes: readonly string[],
): Promise<readonly LdapEntry[]> {
  const found: LdapEntry[] = [];
  await searchOnce(session, { ...search, base: dn, scope: "base", attributes }, async (entries) => {
    found.push(...entries);
  });
  return found;
}

function movedFault({ setting }: Search, dn: string): LdapFault {
  return new LdapFault(setting, `incomplete: entry ${dn} changed while it was read; run again`);
}
