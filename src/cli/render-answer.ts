import { isoTime } from "../clock.ts";
import type { Attention } from "../plan/attention.ts";
import type { Link } from "../plan/link.ts";
import type { EntryKind } from "../store/directory-store.ts";
import type { ExplainedTarget } from "../sync/explain/explain-target.ts";
import { causeText } from "./cause-text.ts";
import { ago } from "../numbers.ts";

/** Why somebody has, has not, or lost an account at a target, in one sentence. `now` in milliseconds since the epoch. */
export function answerOf(explained: ExplainedTarget, kind: EntryKind, now: number): string {
  const { link, preview } = explained;
  if (kind === "group") return groupAnswer(explained);
  if (link === undefined) return withoutAccount(explained, now);
  if (preview?.outcome.kind === "rejected")
    return `${standing(link, now)}, and is left as it is: its record cannot be mapped (${preview.outcome.reason})`;
  return preview?.outcome.kind === "desired"
    ? wantedAnswer(explained, link, now)
    : leavingAnswer(explained, link, now);
}

function groupAnswer({ link, preview }: ExplainedTarget): string {
  const why = clauseOf(preview);
  if (preview?.outcome.kind === "desired")
    return link === undefined ? `is to be pushed, and is not there yet (${why})` : `is pushed (${why})`;
  return link === undefined ? `is not pushed: ${why}` : `is linked, and not pushed any more: ${why}`;
}

function clauseOf(preview: ExplainedTarget["preview"]): string {
  if (preview === undefined) return "gone from the source";
  const { outcome } = preview;
  return outcome.kind === "rejected" ? `cannot be mapped (${outcome.reason})` : outcome.clause;
}

function withoutAccount(explained: ExplainedTarget, now: number): string {
  const { preview } = explained;
  const lost = lostBefore(explained, now);
  if (preview?.outcome.kind !== "desired") return `has no account${lost}: ${clauseOf(preview)}`;
  const { noted, operations } = explained;
  if (operations.some(({ state }) => state === "held"))
    return `has no account yet${lost}: making it is held by a guard`;
  const trouble = noted !== undefined && noted.reason !== "waiting" ? noted : undefined;
  return trouble === undefined || trouble.reason === "unfinished"
    ? `has no account yet${lost}; the next sync makes or links one (${clauseOf(preview)})`
    : `has no account yet${lost}: ${troubleText(trouble)}`;
}

function troubleText({ reason, code, detail }: Attention): string {
  return `${reason}${code === undefined ? "" : `, ${code}`}: ${detail}`;
}

/** An account that is deleted left a trace. */
function lostBefore({ history }: ExplainedTarget, now: number): string {
  const last = history.find(({ state }) => state === "succeeded");
  if (last?.operation.kind !== "delete" || last.at === undefined) return "";
  return `, for it was deleted ${ago(now - last.at)} (${causeText(last.operation)})`;
}

function standing({ state, since }: Link, now: number): string {
  if (state === "active") return "has an account";
  const what = state === "deactivated" ? "was switched off" : "was let go of";
  return `has an account that ${what} ${ago(now - since)}`;
}

function wantedAnswer({ operations, attention, preview, skipped }: ExplainedTarget, link: Link, now: number) {
  const own = operations.find(({ operation }) => operation.resource === "User");
  const held = own?.state === "held" ? " (held by a guard)" : "";
  const kept = skipped.length === 0 ? "" : `; ${skipped.join(", ")}`;
  const why = `(${clauseOf(preview)})`;
  if (link.state !== "active")
    return `${standing(link, now)}, and gets it back with the next sync${held} ${why}${kept}`;
  const isTrouble = attention?.lastTry !== undefined;
  const failed = isTrouble ? `; ${troubleText(attention)}` : "";
  return own === undefined
    ? `has an account, as it was last wanted ${why}${kept}${failed}`
    : `has an account, which the next sync changes${held} ${why}${kept}${failed}`;
}

function leavingAnswer(explained: ExplainedTarget, link: Link, now: number): string {
  const { attention, leaving, preview, operations, skipped } = explained;
  const why = leaving === undefined ? clauseOf(preview) : causeText(causeIn(leaving));
  const own = operations.find(({ operation }) => operation.resource === "User");
  if (own?.state === "held") return `${standing(link, now)}; its removal is held by a guard: ${why}`;
  // Alone it is within every limit; in the run it was one of many.
  if (own !== undefined && attention?.reason === "held")
    return `${standing(link, now)}; its removal was ${attention.detail} in the last run: ${why}`;
  if (skipped.length > 0) return `${standing(link, now)}, and keeps it (${skipped.join(", ")}): ${why}`;
  if (own !== undefined) return `${standing(link, now)}; the next sync will ${own.operation.kind} it: ${why}`;
  const dates = [
    ...onDay("is switched off", leaving?.deactivatesAt ?? null),
    ...onDay("is deleted", leaving?.deletesAt ?? null),
  ];
  const since = leaving === undefined ? "" : `, since ${day(leaving.since)}`;
  const then = dates.length === 0 ? "stays so" : dates.join(" and ");
  return `${standing(link, now)}, and ${then}: ${why}${since}`;
}

function onDay(what: string, time: string | null): readonly string[] {
  return time === null ? [] : [`${what} on ${day(time)}`];
}

function causeIn({ cause, departure }: NonNullable<ExplainedTarget["leaving"]>) {
  return { cause, ...(departure !== null && { departure }) };
}

function day(time: string): string {
  return isoTime(Date.parse(time)).slice(0, 10);
}
