import { nameOf } from "../../push/find/finder.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { ScimId } from "../../scim/resource.ts";
import type { Matching, Verdict } from "../../store/matching-store.ts";
import type { EntryView } from "../../store/target-store.ts";
import { judgeByRules } from "./judge-by-rules.ts";
import { type Decide, type Judging, unknown } from "./judging.ts";
import { kindOf } from "./meet-resources.ts";
import { wantedPages, type WantedRecord } from "./wanted-records.ts";

/** Decides of all records of a type in scope that are not linked what at the target is theirs. */
export async function judgeRecords(judging: Judging): Promise<void> {
  const { planning, matching, type } = judging;
  const kind = kindOf(type);
  for await (const page of wantedPages(planning, type)) {
    const verdicts = page.flatMap((record) => judge(judging, record) ?? []);
    planning.store.atOnce(() => matching.judge(kind, verdicts));
  }
  planning.store.atOnce(() => {
    matching.judge(kind, withoutContested(matching.contested(kind)));
    matching.judge(kind, withoutRefuted(matching, matching.refutedHints(kind)));
  });
}

/** Of several who would have the same one, nobody gets it. */
function withoutContested(contested: readonly Verdict[]): readonly Verdict[] {
  const keys = new Map<number, string[]>();
  for (const { key, candidates } of contested)
    for (const n of candidates) keys.set(n, [...(keys.get(n) ?? []), key]);
  return contested.map((verdict) => {
    const others = verdict.candidates.flatMap((n) => keys.get(n) ?? []).filter((key) => key !== verdict.key);
    const more = others.length > 3 ? " and more" : "";
    const why = `has this ${verdict.why}, and would be that of ${others.slice(0, 3).join(", ")}${more} as well`;
    return { ...verdict, kind: "confirm", why };
  });
}

/** What is certainly somebody else's is no hint. */
function withoutRefuted(matching: Matching, hints: readonly Verdict[]): readonly Verdict[] {
  return hints.map((verdict) => {
    const candidates = verdict.candidates.filter((n) => !matching.isPaired(n));
    return candidates.length > 0
      ? { ...verdict, candidates }
      : { ...verdict, kind: "alone", why: unknown, candidates };
  });
}

/** Undefined of records that are linked, or that the list of pairs does not name. */
function judge(judging: Judging, record: WantedRecord): Verdict | undefined {
  const { planning, stated, type } = judging;
  const { view, resource, rejected } = record;
  if (view.link !== undefined) return undefined;
  const name = resource === undefined ? undefined : textAt(resource, nameOf[type]);
  const decide = deciderOf(view, name);
  const id = stated?.get(view.key);
  if (stated !== undefined && id === undefined) return undefined;
  if (resource === undefined) return decide("alone", `cannot be mapped: ${rejected?.reason ?? ""}`);
  const { store, target } = planning;
  if (target.isProtected(view.key, name)) return decide("kept", "is protected");
  if (view.attention !== undefined && store.targets.wasSent(target.config.id, view.entry))
    return decide("kept", "an interrupted run may have made it, and the next one finds out");
  const wanted = { view, resource };
  return id === undefined ? judgeByRules(judging, wanted, decide) : judgeStated(judging, id, decide);
}

function deciderOf({ entry, key }: EntryView, name: string = key): Decide {
  return (kind, why, candidates = []) => ({
    entry,
    key,
    name,
    kind,
    why,
    candidates: candidates.map(({ n }) => n),
  });
}

/** A pair that somebody wrote down holds whatever the rules say, but not against a link or protection. */
function judgeStated({ planning, matching, type }: Judging, id: string, decide: Decide): Verdict {
  const hit = matching.byId(kindOf(type), id as ScimId);
  if (hit === undefined) return decide("alone", `no list of the target shows ${id}`);
  if (planning.target.isProtected(hit.id, hit.name)) return decide("kept", `${hit.name} is protected`);
  if (hit.holder !== undefined) return decide("alone", `${id} is linked to ${hit.holder}`);
  return decide("pair", "id", [hit]);
}
