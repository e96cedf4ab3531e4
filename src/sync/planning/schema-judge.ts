import type { Desired } from "../../mapping/desired.ts";
import { withoutAll } from "../../plan/at-path.ts";
import type { Attention } from "../../plan/attention.ts";
import type { EntryId } from "../../plan/operation.ts";
import { describeBreaks, type RuleBreak } from "../../plan/rule-break.ts";
import { compileSchemaRules, type SchemaRules } from "../../plan/schema-constraints.ts";
import type { EntryKind } from "../../store/directory-store.ts";
import type { SeenSchemas } from "../../store/schema-store.ts";
import type { EntryView } from "../../store/target-store.ts";
import type { Planning } from "./planning.ts";
import { seenSchemas } from "./seen-schemas.ts";

/** Judges what was planned for records of one kind by the target's own schemas. */
export interface SchemaJudge {
  /** Notes what a planned record breaks. */
  hear(view: EntryView, desired: Desired | { readonly kind: "absent" }, operations: number): void;
  /** Takes back what is planned for those who break rules that can be believed; gives the rules that cannot. */
  decide(): readonly string[];
}

const idle: SchemaJudge = { hear() {}, decide: () => [] };
const pageSize = 500;

/**
 * A judge of records as the target's schemas, as last seen, want them. `whole`: all records are heard, so that a rule
 * that would reject more than half of them is seen to be none that the target keeps.
 */
export function createSchemaJudge(planning: Planning, kind: EntryKind, whole: boolean): SchemaJudge {
  const seen = seenSchemas(planning);
  if (seen === undefined || seen.schemas.length === 0) return idle;
  const rules = schemaRulesOf(planning, kind, seen);
  if (whole) planning.notices.push(...rules.notices);
  const { store, target } = planning;
  const settled = kind === "user" ? target.policies.createOnly : [];
  const counts = new Map<string, number>();
  let [heard, unlinked] = [0, 0];
  return {
    hear({ entry, link }, desired, operations) {
      if (desired.kind !== "desired") return;
      heard += 1;
      if (link?.state !== "active") unlinked += 1;
      const sent = link === undefined ? desired.resource : withoutAll(desired.resource, settled);
      const breaks = rules.check(sent);
      if (breaks.length === 0) return;
      for (const rule of new Set(breaks.map((one) => one.rule)))
        counts.set(rule, (counts.get(rule) ?? 0) + 1);
      const open =
        operations === 0 ? [] : unproven(breaks, link === undefined ? [] : rules.check(link.asserted));
      if (open.length > 0) store.schemas.noteBreaks(entry, open);
    },
    decide() {
      const outOf = whole ? heard : store.targets.countLinks(target.config.id, kind) + unlinked;
      const prefix = `${kind} `;
      const known = seen.suspect.flatMap((rule) =>
        !whole && rule.startsWith(prefix) ? [rule.slice(prefix.length)] : [],
      );
      const suspect = suspectRules(planning, { counts, known: new Set(known), outOf });
      for (const rule of [...suspect].sort()) {
        if (known.includes(rule)) continue;
        planning.notices.push(describeSuspect(kind, rule, counts.get(rule) ?? 0, outOf));
      }
      for (const { entry, open } of believed(planning, suspect))
        reject(planning, kind, entry, describeBreaks(open));
      store.schemas.clearBreaks();
      return [...suspect].map((rule) => prefix + rule);
    },
  };
}

/** What the schemas ask of records of a kind. */
export function schemaRulesOf({ target }: Planning, kind: EntryKind, { schemas }: SeenSchemas): SchemaRules {
  const { users, groups } = target.config;
  const of = kind === "user" ? users : groups;
  return compileSchemaRules({
    type: kind === "user" ? "User" : "Group",
    schemas,
    template: of.template.attributes,
    stated: of.rules,
    secret: kind === "user" ? target.policies.secret : [],
  });
}

/** What the target has taken from this very account before, it is no rule of the target's to refuse. */
function unproven(breaks: readonly RuleBreak[], taken: readonly RuleBreak[]): readonly RuleBreak[] {
  const proven = new Set(taken.map(({ rule }) => rule));
  return breaks.filter(({ rule }) => !proven.has(rule));
}

/** How many broke each rule, out of how many. */
interface Score {
  readonly counts: ReadonlyMap<string, number>;
  /** Rules that were not believed before. */
  readonly known: ReadonlySet<string>;
  readonly outOf: number;
}

/** Rules that more than half would break, each for itself or all of them together. */
function suspectRules(planning: Planning, { counts, known, outOf }: Score): ReadonlySet<string> {
  const tooMany = [...counts].flatMap(([rule, count]) => (count * 2 > outOf ? [rule] : []));
  const suspect = new Set([...known, ...tooMany]);
  const breaking = new Set<string>();
  let rejected = 0;
  for (const { open } of believed(planning, suspect)) {
    rejected += 1;
    for (const { rule } of open) breaking.add(rule);
  }
  return rejected * 2 > outOf ? new Set([...suspect, ...breaking]) : suspect;
}

/** Who breaks rules that are believed, and which. */
function* believed(
  { store }: Planning,
  suspect: ReadonlySet<string>,
): Generator<{ readonly entry: EntryId; readonly open: readonly RuleBreak[] }> {
  let page = store.schemas.broken(0, pageSize);
  while (page.length > 0) {
    for (const { entry, breaks } of page) {
      const open = breaks.filter(({ rule }) => !suspect.has(rule));
      if (open.length > 0) yield { entry, open };
    }
    page = store.schemas.broken(page.at(-1)?.entry ?? 0, pageSize);
  }
}

function describeSuspect(kind: EntryKind, rule: string, count: number, outOf: number): string {
  const at = rule.lastIndexOf(" ");
  const what = `what the target's /Schemas says of it (${rule.slice(at + 1)})`;
  return `${kind}s: ${rule.slice(0, at)}: ${count} of ${outOf} break ${what}; so many would not be sent that it is not believed`;
}

/** The account stays exactly as it is. */
function reject(
  { store, target, draft, now }: Planning,
  kind: EntryKind,
  entry: EntryId,
  detail: string,
): void {
  const { id } = target.config;
  const before = store.targets.attention(id, entry);
  const since = before?.code === "rule_broken" ? before.since : now;
  const noted = { reason: "rejected", detail, code: "rule_broken", since } as const;
  const attention: Attention = { ...noted, due: now, attempts: 0 };
  draft.withdraw(entry);
  store.targets.setAttention(id, entry, attention);
  if (kind === "user") store.targets.noteMoving([{ entry, move: "frozen" }]);
}
