import type { Drift, Look } from "../sync/observe/observation.ts";
import { count, plural } from "../numbers.ts";
import { plain } from "./render-source-text.ts";

/** What a look at the target showed, a line for users, groups, and members. */
export function describeDrift({ users, groups, members }: Drift): readonly string[] {
  const inGroups = members.groups === 0 ? "as last sent" : `other ones in ${plural(members.groups, "group")}`;
  const moved = [
    ...(members.gone > 0 ? [`${count(members.gone)} gone`] : []),
    ...(members.come > 0 ? [`${count(members.come)} come`] : []),
  ].join(", ");
  return [
    `seen: ${describeLook(users, "user")}`,
    `seen: ${describeLook(groups, "group")}`,
    `seen: members ${inGroups}${moved === "" ? "" : ` (${moved})`}`,
  ];
}

function describeLook(
  { listed, linked, drifted, missing, unmanaged, strangers }: Look,
  what: string,
): string {
  const parts = [
    `${count(linked)} ours`,
    ...(drifted > 0 ? [`${count(drifted)} not as last sent`] : []),
    ...(missing > 0 ? [`${count(missing)} gone`] : []),
  ];
  const others = unmanaged === 0 ? "" : `; ${count(unmanaged)} unmanaged: ${named(strangers, unmanaged)}`;
  return `${plural(listed, what)}, ${parts.join(", ")}${others}`;
}

const shownNames = 5;

function named(names: readonly string[], all: number): string {
  const shown = names.slice(0, shownNames).map(plain);
  return shown.join(", ") + (all > shown.length ? `, … ${count(all)} in all` : "");
}
