import type { JsonObject } from "../../canonical.ts";
import type { Rejected } from "../../mapping/desired.ts";
import { keysIn, resolveReferences } from "../../mapping/reference.ts";
import { sealSecrets } from "../../plan/secret-values.ts";
import type { EntryView } from "../../store/target-store.ts";
import { desiredGroup } from "../planning/plan-groups.ts";
import { userPlanner, userRules } from "../planning/plan-users.ts";
import { type Planning, selectedPages } from "../planning/planning.ts";
import type { ResourceType } from "../../scim/resource.ts";

/** A record that shall have an account or a group at the target, and what that shall be. */
export interface WantedRecord {
  readonly view: EntryView;
  /** Secrets sealed; references to accounts that are there resolved, others left out. Undefined when it cannot be mapped. */
  readonly resource: JsonObject | undefined;
  /** Whether it names an account that is not there yet. */
  readonly waits?: boolean;
  /** Why it cannot be mapped. */
  readonly rejected?: Rejected;
}

/** All records of a type that are in scope, or those of some keys, page by page; each with its link as it is when the page is read. */
export async function* wantedPages(
  planning: Planning,
  type: ResourceType,
  keys?: readonly string[],
): AsyncGenerator<readonly WantedRecord[]> {
  const kind = type === "User" ? "user" : "group";
  const { store, target, now } = planning;
  store.targets.select(kind, {
    target: target.config.id,
    which: keys === undefined ? "all" : { keys },
    revision: 0,
    now,
  });
  const ofPage = type === "User" ? usersOf(planning) : groupsOf(planning);
  for await (const page of selectedPages(planning, kind)) yield ofPage(page);
}

function usersOf(planning: Planning): (page: readonly EntryView[]) => readonly WantedRecord[] {
  const planPage = userPlanner(planning);
  const { policies, seal, resolve } = userRules(planning);
  return (page) =>
    planPage(page).flatMap(({ view, desired }): readonly WantedRecord[] => {
      if (desired.kind === "rejected") return [{ view, resource: undefined, rejected: desired }];
      if (desired.kind !== "desired") return [];
      const sealed = sealSecrets(desired.resource, policies.secret, seal(view.entry));
      const { resource, waiting } = resolveReferences(sealed, resolve);
      return [{ view, resource, waits: waiting.length > 0 }];
    });
}

function groupsOf(planning: Planning): (page: readonly EntryView[]) => readonly WantedRecord[] {
  return (page) =>
    page.flatMap((view): readonly WantedRecord[] => {
      const desired = desiredGroup(planning, view, view.name ?? view.key);
      if (desired.kind === "rejected") return [{ view, resource: undefined, rejected: desired }];
      if (desired.kind !== "desired" || keysIn(desired.resource).length > 0) return [];
      return [{ view, resource: desired.resource }];
    });
}
