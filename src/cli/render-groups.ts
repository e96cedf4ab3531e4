import type { MemberCounts, PushState } from "../store/group-status-store.ts";
import type { ListedGroup, TargetGroups } from "../sync/groups/list-groups.ts";
import { ago, count, plural } from "../numbers.ts";
import { plain } from "./render-source-text.ts";
import type { Colour, Terminal } from "./terminal.ts";

const colours: Readonly<Partial<Record<PushState, Colour>>> = {
  failed: "red",
  pending: "yellow",
  paused: "yellow",
  active: "green",
};

/** How many groups a target has, by state. */
export function groupHead({ target, counts }: TargetGroups): string {
  const parts = Object.entries(counts).filter(([, n]) => n > 0);
  const total = parts.reduce((sum, [, n]) => sum + n, 0);
  if (total === 0) return `${target}: no groups\n`;
  const said = parts.map(([state, n]) => `${count(n)} ${state}`).join(", ");
  return `${target}: ${plural(total, "group")}: ${said}\n`;
}

/** One group: what it is here and there, its members, and what is wrong with it. `now` in milliseconds since the epoch. */
export function groupLines(group: ListedGroup, terminal: Terminal, now: number): string {
  const { state, name, key, since, members, isGone, waitsFor } = group;
  const head = `${state.padEnd(8)} ${plain(name)} [${plain(key)}]`;
  const colour = colours[state];
  const gone = isGone === true ? ["gone from the source"] : [];
  const parts = [there(group), membersOf(members), `since ${ago(now - Date.parse(since))}`, ...gone];
  return [
    `  ${colour === undefined ? head : terminal.paint(colour, head)}: ${parts.join("; ")}`,
    ...(waitsFor === undefined ? [] : [`           ${plain(waitsFor)}`]),
    ...errorLines(group, now),
    "",
  ].join("\n");
}

function there({ targetId, displayName, origin }: ListedGroup): string {
  if (targetId === null) return "not at the target";
  const named = displayName === null ? plain(targetId) : `${plain(displayName)} (${plain(targetId)})`;
  if (origin === "borrowed") return `the target's own ${named}, its members only`;
  return origin === "adopted" ? `${named}, was there before` : named;
}

function membersOf({ source, wanted, held }: MemberCounts): string {
  const without = source > wanted ? `, ${count(source - wanted)} without an account` : "";
  return `${count(held)} of ${plural(wanted, "member")}${without}`;
}

function errorLines({ error }: ListedGroup, now: number): readonly string[] {
  if (error === undefined) return [];
  const { operation, code, httpStatus, detail, remedy, triedAt, nextTryAt } = error;
  const status = httpStatus === undefined ? "" : ` (HTTP ${httpStatus})`;
  const tried = triedAt === null ? "" : `tried ${ago(now - Date.parse(triedAt))}; `;
  const isDue = nextTryAt !== null && Date.parse(nextTryAt) <= now;
  const next = isDue ? "in the next run" : `not before ${nextTryAt ?? "somebody says so"}`;
  return [
    `           ${operation}: ${code}${status}: ${plain(detail)}`,
    `           ${tried}next try ${next}; ${remedy}`,
  ];
}

/** What else there is, and what to type. */
export function groupTail({ target, counts }: TargetGroups, limit: number): string {
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const lines = [
    ...(total > limit
      ? [`  … and ${count(total - limit)} more; --limit shows more of them, --state those of one state`]
      : []),
    ...((counts.failed ?? 0) > 0
      ? [`  \`scimsync groups push NAME --target ${target}\` tries one now, with all its members`]
      : []),
    ...((counts.paused ?? 0) > 0
      ? [`  \`scimsync groups resume NAME --target ${target}\` ends a pause`]
      : []),
  ];
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}
