import { fingerprint, type Json, type JsonObject } from "../../canonical.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { diffResources } from "../../plan/diff.ts";
import type { Link } from "../../plan/link.ts";
import {
  type Operation,
  type Phase,
  phases,
  type ReactivateOperation,
  type UpdateOperation,
} from "../../plan/operation.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { ResourceType } from "../../scim/resource.ts";
import type { KeyedRename, Rename } from "../../store/target-store.ts";
import type { Planning } from "./planning.ts";

/** A name as service providers compare it (RFC 7643, 4.1: without case). */
export function foldedName(name: string): string {
  return name.trim().normalize("NFC").toLowerCase();
}

const nameOf = { User: "userName", Group: "displayName" } as const satisfies Record<ResourceType, string>;
const finishing = { User: phases.finishRenames, Group: phases.finishGroupRenames } as const satisfies Record<
  ResourceType,
  Phase
>;

/** The rename among the operations of a user or group, if there is one. */
export function renameOf(operations: readonly Operation[]): readonly Rename[] {
  return operations.flatMap((operation) => {
    const change = operation.kind === "update" ? nameChange(operation) : undefined;
    if (typeof change?.before !== "string" || typeof change.after !== "string") return [];
    const [before, after] = [foldedName(change.before), foldedName(change.after)];
    const { entry, resource } = operation;
    return before === after ? [] : [{ entry, resource, before, after }];
  });
}

/** The same of groups, and the names of those that come or are deleted: users have theirs free before others come. */
export function nameMoves(operations: readonly Operation[]): readonly Rename[] {
  return operations.flatMap((operation): readonly Rename[] => {
    const { entry, resource, name } = operation;
    if (operation.kind === "delete") return [{ entry, resource, before: foldedName(name), after: undefined }];
    if (operation.kind !== "create") return renameOf([operation]);
    const made = textAt(operation.attributes, nameOf[resource]) ?? name;
    return [{ entry, resource, before: undefined, after: foldedName(made) }];
  });
}

function nameChange({ changes, resource }: UpdateOperation): AttributeChange | undefined {
  return changes.find(({ path }) => path.toLowerCase() === nameOf[resource].toLowerCase());
}

/** Groups that are to be deleted and have a name that another group takes go before that. */
export function freeGroupNames(planning: Planning): void {
  const { store, draft, run } = planning;
  for (const entry of store.targets.wantedOfGone("Group")) {
    for (const { seq, operation } of store.journal.planned(run, entry)) {
      if (operation.kind !== "delete") continue;
      draft.drop(seq, operation);
      draft.append({ ...operation, phase: phases.freeGroupNames });
    }
  }
}

/** A user who comes back under another name, and what the account is known to hold while it is off. */
export interface Returner {
  readonly operation: ReactivateOperation;
  readonly asserted: JsonObject;
}

/** Those of the users who come back under another name. */
export function returnersIn(operations: readonly Operation[], link: Link | undefined): readonly Returner[] {
  return operations.flatMap((operation) => {
    if (operation.kind !== "reactivate" || link === undefined) return [];
    const names = [link.asserted, operation.attributes].map((one) =>
      foldedName(textAt(one, "userName") ?? ""),
    );
    return names[0] === names[1] ? [] : [{ operation, asserted: link.asserted }];
  });
}

/** Whoever comes back and takes a name that another gives up, or gives up one that another takes, is renamed with them. */
export function renameReturners(planning: Planning, returners: readonly Returner[]): void {
  const { store, draft, run } = planning;
  // Of an account that cannot be changed while it is off, nor is its name before.
  if (planning.target.config.profile.deactivate.inactive !== "writable") return;
  const updates = returners
    .filter(({ operation: { entry } }) => store.journal.planned(run, entry).length > 0)
    .map((one) => renamingUpdate(planning, one));
  if (updates.length === 0) return;
  store.targets.noteRenames(renameOf(updates));
  const dependent = store.targets.dependentRenames("User");
  const takers = new Set(dependent.map(({ entry }) => entry));
  const taken = new Set(dependent.map(({ after }) => after));
  for (const update of updates) {
    const isInvolved = ({ entry, before }: Rename) => takers.has(entry) || taken.has(before);
    if (renameOf([update]).some(isInvolved)) draft.append(update);
  }
}

/** The account is off until it is switched on; its names may be changed before. */
function renamingUpdate({ target }: Planning, { operation, asserted }: Returner): UpdateOperation {
  const { entry, key, name, resource, targetId, attributes } = operation;
  const changes = diffResources(asserted, attributes, target.config.profile.users.multiValued).filter(
    ({ path }) => /^(?:userName|emails)\b/i.test(path),
  );
  return { entry, key, name, resource, targetId, kind: "update", phase: phases.updateUsers, changes };
}

/**
 * Users or groups whose names go round in a circle could never be renamed one by one. One of each circle takes a name
 * of passage first, and the right one when the others have moved on.
 */
export function untangleSwaps(planning: Planning, resource: ResourceType): void {
  for (const { entry } of oneOfEachCircle(planning.store.targets.dependentRenames(resource))) {
    const planned = planning.store.journal.plannedUpdates(planning.run, entry);
    for (const { seq, operation } of planned) {
      if (renameOf([operation]).length > 0) takeDetour(planning, seq, operation);
    }
  }
}

/** Wherever the new name occurs, because an address is often unique, too. */
function takeDetour({ draft }: Planning, seq: number, operation: UpdateOperation): void {
  const change = nameChange(operation);
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
    phase: finishing[operation.resource],
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
function nameOfPassage(name: string, key: string): string {
  const mark = `-swap-${fingerprint(key)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .slice(0, 6)}`;
  const at = name.lastIndexOf("@");
  return at === -1 ? name + mark : name.slice(0, at) + mark + name.slice(at);
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
