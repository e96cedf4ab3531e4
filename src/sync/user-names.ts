import { fingerprint, type Json } from "../canonical.ts";
import type { Desired } from "../mapping/desired.ts";
import { type Operation, phases, type UpdateOperation } from "../plan/operation.ts";
import { textAt } from "../scim/attribute-value.ts";
import type { EntryView, KeyedRename, NameClaim, Rename } from "../store/target-store.ts";
import type { Planning } from "./planning.ts";

/** A userName as service providers compare it (RFC 7643, 4.1: without case). */
function fold(userName: string): string {
  return userName.trim().normalize("NFC").toLowerCase();
}

/** The name a user wants; nothing is known of who cannot be mapped, so their claim stands. */
export function claimOf(
  { entry }: EntryView,
  desired: Desired | { readonly kind: "absent" },
): readonly NameClaim[] {
  if (desired.kind === "rejected") return [];
  const name = desired.kind === "desired" ? textAt(desired.resource, "userName") : undefined;
  return [{ entry, name: name === undefined ? undefined : fold(name) }];
}

/** The rename among the operations of a user, if there is one. */
export function renameOf(operations: readonly Operation[]): readonly Rename[] {
  return operations.flatMap((operation) => {
    const change = operation.kind === "update" ? userNameChange(operation) : undefined;
    if (typeof change?.before !== "string" || typeof change.after !== "string") return [];
    const [before, after] = [fold(change.before), fold(change.after)];
    return before === after ? [] : [{ entry: operation.entry, before, after }];
  });
}

function userNameChange({ changes }: UpdateOperation) {
  return changes.find(({ path }) => path.toLowerCase() === "username");
}

/** Two users who want one userName: neither is guessed, both accounts stay as they are, and both are told. */
export function refuseDoubleNames(planning: Planning): void {
  const { store, target, draft, now } = planning;
  const { id } = target.config;
  for (const { name, users } of store.targets.doubleClaims(id)) {
    const who = users.map(({ entry, key }) => `${key}${placeOf(planning, entry)}`).join(" and ");
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

/**
 * Users whose names go round in a circle could never be renamed one by one. One of each circle takes a name of
 * passage first, and the right one when the others have moved on.
 */
export function untangleSwaps(planning: Planning): void {
  for (const { entry } of oneOfEachCircle(planning.store.targets.dependentRenames())) {
    const planned = planning.store.journal.plannedUpdates(planning.run, entry);
    for (const { seq, operation } of planned) {
      if (renameOf([operation]).length > 0) takeDetour(planning, seq, operation);
    }
  }
}

/** Wherever the new name occurs, because an address is often unique, too. */
function takeDetour({ draft }: Planning, seq: number, operation: UpdateOperation): void {
  const change = userNameChange(operation);
  if (typeof change?.before !== "string" || typeof change.after !== "string") return;
  const [name, passage] = [change.after, nameOfPassage(change.before, operation.key)];
  const detours = operation.changes.map((one) => ({ one, detour: renamed(one.after, name, passage) }));
  draft.drop(seq, operation);
  draft.append({
    ...operation,
    changes: detours.map(({ one, detour }) => (detour === undefined ? one : { ...one, after: detour })),
  });
  draft.append({
    ...operation,
    phase: phases.finishRenames,
    changes: detours.flatMap(({ one, detour }) => (detour === undefined ? [] : [{ ...one, before: detour }])),
  });
}

/** The value with another name in it, or undefined when the name does not occur. */
function renamed(value: Json | undefined, name: string, passage: string): Json | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  const other = text.replaceAll(JSON.stringify(name), () => JSON.stringify(passage));
  return other === text ? undefined : (JSON.parse(other) as Json);
}

/** Of the form of the old one, because many take addresses only: `ann@x.org` becomes `ann-swap-3f2a91@x.org`. */
function nameOfPassage(userName: string, key: string): string {
  const mark = `-swap-${fingerprint(key)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .slice(0, 6)}`;
  const at = userName.lastIndexOf("@");
  return at === -1 ? userName + mark : userName.slice(0, at) + mark + userName.slice(at);
}

/** One rename of each circle, that of the smallest key, so that the order of the source makes no difference. */
function oneOfEachCircle(renames: readonly KeyedRename[]): readonly KeyedRename[] {
  const byBefore = new Map(renames.map((rename) => [rename.before, rename]));
  const settled = new Set<KeyedRename>();
  const chosen: KeyedRename[] = [];
  for (const start of renames) {
    const path: KeyedRename[] = [];
    let at: KeyedRename | undefined = start;
    while (at !== undefined && !settled.has(at)) {
      settled.add(at);
      path.push(at);
      at = byBefore.get(at.after);
    }
    const circle = at === undefined || !path.includes(at) ? [] : path.slice(path.indexOf(at));
    chosen.push(...circle.toSorted((one, other) => (one.key < other.key ? -1 : 1)).slice(0, 1));
  }
  return chosen;
}
