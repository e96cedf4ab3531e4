import { TargetError } from "../../errors.ts";
import type { EntryId } from "../../plan/operation.ts";
import { NetworkError } from "../../scim/connection/transport.ts";
import { ScimError } from "../../scim/scim-error.ts";
import type { EntryKind } from "../../store/directory-store.ts";
import { type Failure, failureOf } from "../outcome.ts";
import type { PushSession } from "../session.ts";
import { recoverCreate } from "./link-unanswered.ts";
import { recoverChanges } from "./recover-changes.ts";
import { recoverMembers } from "./recover-members.ts";

/** What a run leaves in doubt that nothing tells about. */
export interface Doubts {
  /** Records of which it could not be learnt now what became of what was sent for them, and why. */
  readonly unlearnt: ReadonlyMap<EntryId, Failure>;
  /** By group, those who may be members or not. */
  readonly unsure: ReadonlyMap<EntryId, readonly EntryId[]>;
}

/** Learns what became of what was sent by a run that ended before the answer, before anything is planned. */
export async function recoverDoubts(session: PushSession): Promise<Doubts> {
  const { store, target, log } = session;
  const unlearnt = new Map<EntryId, Failure>();
  const unsure = new Map<EntryId, readonly EntryId[]>();
  for (const { entry, kind } of store.targets.inDoubt(target)) {
    try {
      const members = await recover(session, entry, kind);
      if (members.length > 0) unsure.set(entry, members);
    } catch (error) {
      const [key] = store.directory.keys([entry]);
      if (isRefusal(error)) log.info({ key }, "a record in doubt may not be read");
      else unlearnt.set(entry, whyUnlearnt(error));
    }
  }
  return { unlearnt, unsure };
}

/** Gives those who may be members of the group or not. */
async function recover(session: PushSession, entry: EntryId, kind: EntryKind): Promise<readonly EntryId[]> {
  const { store, target } = session;
  const known = store.targets.link(target, entry);
  if (known === undefined) await recoverCreate(session, entry, kind);
  else await recoverChanges(session, entry, kind, known);
  const link = store.targets.link(target, entry);
  if (kind === "user" || link === undefined) return [];
  return recoverMembers(session, { entry, scimId: link.scimId });
}

/** It would be refused again in the next run. */
function isRefusal(error: unknown): boolean {
  return error instanceof ScimError && error.status < 500 && error.status !== 429;
}

function whyUnlearnt(error: unknown): Failure {
  if (error instanceof NetworkError && !error.mayHaveArrived)
    throw new TargetError("unreachable", `cannot be reached: ${error.message}`, { cause: error });
  const failed = failureOf(error);
  const detail = `what became of it when its last answer was lost cannot be learnt: ${failed.detail}`;
  return { ...failed, state: "failed", detail };
}
