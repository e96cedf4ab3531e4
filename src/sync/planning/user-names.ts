import type { Desired } from "../../mapping/desired.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { EntryView, NameClaim } from "../../store/target-store.ts";
import { foldedName } from "./name-swaps.ts";
import type { Planning } from "./planning.ts";

/** The name a user wants; nothing is known of who cannot be mapped, so their claim stands. */
export function claimOf(
  { entry }: EntryView,
  desired: Desired | { readonly kind: "absent" },
): readonly NameClaim[] {
  if (desired.kind === "rejected") return [];
  const name = desired.kind === "desired" ? textAt(desired.resource, "userName") : undefined;
  return [{ entry, name: name === undefined ? undefined : foldedName(name) }];
}

/** Named in a message; where an attribute is not a name at all, everybody wants the same. */
const most = 5;

/** Two users who want one userName: neither is guessed, both accounts stay as they are, and both are told. */
export function refuseDoubleNames(planning: Planning): void {
  const { store, target, draft, now } = planning;
  const { id } = target.config;
  for (const { name, users } of store.targets.doubleClaims(id)) {
    const shown = users.slice(0, most).map(({ entry, key }) => `${key}${placeOf(planning, entry)}`);
    const who = [...shown, ...(users.length > most ? [`${users.length - most} more`] : [])].join(" and ");
    const detail = `userName: ${name} is wanted by ${who}; give each one of their own`;
    for (const { entry } of users) {
      draft.withdraw(entry);
      const before = store.targets.attention(id, entry);
      const since = before?.code === "duplicate_name" ? before.since : now;
      const attention = { reason: "rejected", detail, code: "duplicate_name", since, due: now } as const;
      store.targets.setAttention(id, entry, { ...attention, attempts: 0 });
      store.targets.noteMoving([{ entry, move: "frozen" }]);
    }
  }
}

function placeOf({ store }: Planning, entry: number): string {
  const place = store.directory.placeOf("user", entry);
  return place === undefined ? "" : ` (${place.file}:${place.line})`;
}
