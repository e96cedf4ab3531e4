import { type Operation, phases } from "../../plan/operation.ts";
import { recorded } from "../../push/settle.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { ResourceType } from "../../scim/resource.ts";
import type { EntryView } from "../../store/target-store.ts";
import type { Planning } from "./planning.ts";

/**
 * Whether nothing is to be planned for a record, because it cannot be learnt what became of what was sent for it. It stays
 * in doubt, so that the next run looks before anything else; in the report it has failed.
 */
export function isLeftInDoubt(planning: Planning, view: EntryView, resource: ResourceType): boolean {
  const why = planning.unlearnt.get(view.entry);
  if (why === undefined) return false;
  const { store, draft, now } = planning;
  const seq = draft.append(resource === "User" ? noChange(view) : doubtfulMembers(planning, view));
  store.journal.recordOutcome(seq, recorded(why), now);
  return true;
}

function noChange({ entry, key, link }: EntryView): Operation {
  const name = textAt(link?.asserted ?? {}, "userName") ?? key;
  const targetId = link?.scimId ?? null;
  const about = { entry, key, name, resource: "User", phase: phases.updateUsers } as const;
  return { ...about, kind: "update", targetId, changes: [] };
}

function doubtfulMembers({ store, target }: Planning, { entry, key, name = key }: EntryView): Operation {
  const members = store.journal.doubtfulMembers(target.config.id, entry);
  return { entry, key, name, resource: "Group", kind: "addMembers", phase: phases.addMembers, members };
}
