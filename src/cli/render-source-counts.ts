import { formatProblem, type Problem } from "../errors.ts";
import type { Reading } from "../store/directory-store.ts";
import { type ChangeCounts, isNoChange, type KindCounts } from "../sync/inspect/change-counts.ts";
import { count, plural } from "../numbers.ts";
import type { Terminal } from "./terminal.ts";

/** `1,000 users, 40 groups, 2,310 memberships (3 dangling)`. */
export function describeReading({ users, groups, memberships, dangling }: Reading): string {
  const nobody = dangling === 0 ? "" : ` (${count(dangling)} dangling)`;
  return `${plural(users, "user")}, ${plural(groups, "group")}, ${plural(memberships, "membership")}${nobody}`;
}

/** `+3 users, −1 user, 12 changed; 2 groups changed; 5 members added, 2 removed`. */
export function describeChanges(counts: ChangeCounts): string {
  if (isNoChange(counts)) return "nothing changed";
  const { users, groups, members } = counts;
  const moved = [
    ...(members.added > 0 ? [`${plural(members.added, "member")} added`] : []),
    ...(members.removed > 0
      ? [`${members.added > 0 ? count(members.removed) : plural(members.removed, "member")} removed`]
      : []),
  ];
  const parts = [describeKind(users, "user"), describeKind(groups, "group"), moved.join(", ")];
  return parts.filter((part) => part !== "").join("; ");
}

function describeKind({ added, gone, changed }: KindCounts, one: string): string {
  const moved = [
    ...(added > 0 ? [`+${plural(added, one)}`] : []),
    ...(gone > 0 ? [`−${plural(gone, one)}`] : []),
  ];
  if (changed === 0) return moved.join(", ");
  return [...moved, `${moved.length > 0 ? count(changed) : plural(changed, one)} changed`].join(", ");
}

/** Expectations that are not met, a line each, to stand before all else. */
export function describeUnmet(unmet: readonly Problem[], terminal: Terminal): string {
  const head = terminal.paint("red", "sync would refuse this read:");
  return unmet.map((problem) => `${head} ${formatProblem(problem)}\n`).join("");
}

/** Counts of a read, as JSON documents tell them. */
export function readingJson({ users, groups, memberships, dangling }: Reading): object {
  return { users, groups, memberships, dangling };
}
