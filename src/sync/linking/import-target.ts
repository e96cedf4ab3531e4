import type { TargetErrorReason } from "../../errors.ts";
import { StoppedError, TargetError } from "../../errors.ts";
import type { PushSession } from "../../push/session.ts";
import type { Listing } from "../../scim/listing/listing-end.ts";
import type { RequestCount } from "../../scim/request-count.ts";
import type { Resource, ResourceType } from "../../scim/resource.ts";
import type { Matching } from "../../store/matching-store.ts";
import { connect, openSession } from "../open-session.ts";
import { refuseOtherTenant } from "../planning/other-tenant.ts";
import type { Planning } from "../planning/planning.ts";
import type { RunContext } from "../run-context.ts";
import { startPlanning } from "../planning/start-planning.ts";
import { refuseStopped } from "../stopping.ts";
import type { Target } from "../target.ts";
import { asUnreadable } from "../observe/read-at-target.ts";
import { returnLeftOpen } from "./left-open.ts";
import { judgeRecords } from "./judge-records.ts";
import { type Linked, linkPairs } from "./link-pairs.ts";
import { kindOf, meetResources } from "./meet-resources.ts";
import { readPairMembers } from "./read-pair-members.ts";

/** What is imported, and how. */
export interface ImportWishes {
  /** Nothing is linked: it is only shown what would be. */
  readonly isShownOnly: boolean;
  /** Groups of the same name are linked, whatever `groups.existing` says: they were ours. */
  readonly takesGroups: boolean;
  /** Ids of users at the target that somebody wrote down, by source key; then nothing else is matched. */
  readonly stated?: ReadonlyMap<string, string>;
  /** Given each resource of the target as it came. */
  readonly onResource?: (target: string, type: ResourceType, resource: Resource) => void;
  /** Runs in the transaction that links, after it. */
  readonly afterwards?: (target: string) => void;
}

/** What was found of one type of resource, in numbers. */
export interface ImportCounts extends Linked {
  /** Resources that came. */
  readonly listed: number;
  /** Those that were linked before. */
  readonly before: number;
  readonly toConfirm: number;
  readonly kept: number;
  /** Records in scope that have nothing there. */
  readonly alone: number;
  /** Resources there that are nobody's in scope. */
  readonly strangers: number;
  /** Why the list is not whole; absent when it is. */
  readonly incomplete?: string;
}

/** What an import of one target found. Its lists can be read only while it is shown. */
export interface ImportFound {
  readonly target: string;
  readonly users: ImportCounts;
  readonly groups: ImportCounts;
  readonly requests: RequestCount;
  readonly matching: Matching;
}

export interface ImportFailed {
  readonly target: string;
  readonly error: { readonly reason: TargetErrorReason; readonly message: string };
}

/**
 * Reads all that a target has, and links what is certainly somebody's in scope; nothing is written to the target. What
 * concerns only this target is given as its failure.
 */
export async function importTarget(
  context: RunContext,
  target: Target,
  wishes: ImportWishes,
  show: (found: ImportFound) => Promise<void> | void,
): Promise<ImportFailed | undefined> {
  const planning = startPlanning(context, target);
  const matching = context.store.beginMatching();
  const connection = connect(context, target);
  try {
    refuseOtherTenant(planning);
    const session = await openSession(context, planning, connection);
    const found = await importInto({ planning, session, matching, wishes });
    await show({ target: target.config.id, ...found, requests: connection.client.requests, matching });
    return undefined;
  } catch (error) {
    if (error instanceof StoppedError) throw error;
    const told = asUnreadable(error);
    if (!(told instanceof TargetError)) throw told;
    return { target: target.config.id, error: { reason: told.reason, message: told.message } };
  } finally {
    await connection.client.close();
    matching.end();
  }
}

interface Importing {
  readonly planning: Planning;
  readonly session: PushSession;
  readonly matching: Matching;
  readonly wishes: ImportWishes;
}

async function importInto(importing: Importing): Promise<Pick<ImportFound, "users" | "groups">> {
  const { planning, session, matching, wishes } = importing;
  const { store, target } = planning;
  store.atOnce(() => returnLeftOpen(store, target.config.id, planning.now));
  const users = await meet(importing, "User");
  const groups = await meet(importing, "Group");
  const { takesGroups, stated, isShownOnly, afterwards } = wishes;
  const judging = { planning, matching, takesGroups };
  await judgeRecords({ ...judging, type: "User", ...(stated !== undefined && { stated }) });
  if (stated === undefined) await judgeRecords({ ...judging, type: "Group" });
  await readPairMembers(session, matching);
  refuseStopped(session.stop);
  const linked = await store.transaction(
    async () => {
      const done = await linkPairs({ planning, session, matching });
      afterwards?.(target.config.id);
      return done;
    },
    () => !isShownOnly,
  );
  return {
    users: countsOf(matching, "User", users, linked.users),
    groups: countsOf(matching, "Group", groups, linked.groups),
  };
}

function meet({ planning, session, matching, wishes }: Importing, type: ResourceType): Promise<Listing> {
  const { target } = planning;
  const { onResource } = wishes;
  const hasNone = type === "Group" && session.profile.groups.support === "none";
  if (hasNone) return Promise.resolve({ complete: true, count: 0 });
  const told = onResource && ((of: ResourceType, one: Resource) => onResource(target.config.id, of, one));
  return meetResources(session, type, { target, matching, ...(told !== undefined && { onResource: told }) });
}

function countsOf(matching: Matching, type: ResourceType, listing: Listing, linked: Linked): ImportCounts {
  const kind = kindOf(type);
  const counts = {
    ...linked,
    listed: matching.countMet(kind),
    before: matching.countHeld(kind),
    toConfirm: matching.count(kind, "confirm") + matching.count(kind, "hint"),
    kept: matching.count(kind, "kept"),
    alone: matching.count(kind, "alone"),
    strangers: matching.countStrangers(kind),
  };
  return listing.complete ? counts : { ...counts, incomplete: listing.why };
}
