import type { JsonObject } from "../../canonical.ts";
import { applyChanges } from "../../plan/apply-changes.ts";
import { withoutAll } from "../../plan/at-path.ts";
import { type ReadPath, readPaths } from "../../plan/attribute-path-set.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { graft } from "../../plan/graft.ts";
import type { Link } from "../../plan/link.ts";
import type { EntryId, Operation } from "../../plan/operation.ts";
import { projectOnto } from "../../plan/project.ts";
import type { EntryKind } from "../../store/directory-store.ts";
import { withoutMembers } from "../members/read-members.ts";
import type { PushSession } from "../session.ts";

/**
 * Learns what became of changes to a linked resource whose answers are not known. By now the directory may want again
 * what we know to have written before them, and then nothing would be sent, whatever the provider holds.
 */
export async function recoverChanges(
  session: PushSession,
  entry: EntryId,
  kind: EntryKind,
  link: Link,
): Promise<void> {
  const { store, target, startedAt, clock, client } = session;
  const doubtful = store.journal.doubtfulChanges(target, entry);
  if (doubtful.length === 0) return;
  const held =
    kind === "user"
      ? await client.get("User", link.scimId)
      : await client.get("Group", link.scimId, withoutMembers(session));
  store.atOnce(() => {
    if (held === undefined && isHidden(session, link, doubtful))
      return store.targets.putLink(target, kind, entry, switched(link, false, clock.now()));
    if (held !== undefined)
      return store.targets.putLink(target, kind, entry, rebase(link, held.attributes, doubtful, clock.now()));
    store.targets.dropLink(target, entry);
    if (kind === "group") return;
    // As of the start of the run, so that whoever names it is thought about in this one.
    store.targets.forgetMemberships(target, entry, startedAt);
    store.targets.reconsiderReferrers(target, entry, startedAt);
  });
}

/** Whether the account may be there, and not be shown because it is off. */
function isHidden({ profile }: PushSession, { state }: Link, doubtful: readonly Operation[]): boolean {
  if (profile.deactivate.inactive !== "hidden" || doubtful[0]?.resource !== "User") return false;
  return (
    state === "deactivated" || doubtful.some(({ kind }) => kind === "deactivate" || kind === "reactivate")
  );
}

/** The link as if we had last written what the resource holds wherever the operations may have changed it. */
function rebase(link: Link, held: JsonObject, doubtful: readonly Operation[], now: number): Link {
  const changes = doubtful.flatMap((operation) => (operation.kind === "update" ? operation.changes : []));
  let asserted = assertedAt(link.asserted, held, changes);
  for (const operation of doubtful) {
    if (operation.kind === "reactivate")
      asserted = projectOnto(held, { ...asserted, ...operation.attributes });
  }
  const mayBeSwitched = doubtful.some(({ kind }) => kind === "deactivate" || kind === "reactivate");
  if (!mayBeSwitched) return { ...link, asserted };
  return switched({ ...link, asserted }, held["active"], now);
}

/** Where it does not say whether it is active, it is on, and shall be written to whatever is wanted. */
function switched(link: Link, active: unknown, now: number): Link {
  const state = active === false ? "deactivated" : "active";
  const since = state === link.state ? link.since : now;
  return { ...link, state, since, asserted: { ...link.asserted, active: active === true } };
}

function assertedAt(asserted: JsonObject, held: JsonObject, changes: readonly AttributeChange[]): JsonObject {
  const sent = applyChanges(asserted, changes);
  const pathsOf = (some: readonly AttributeChange[]): readonly ReadPath[] =>
    readPaths(
      some.map(({ path }) => path),
      { ...held, ...asserted, ...sent },
    );
  const rest = withoutAll(asserted, pathsOf(changes));
  const removed = pathsOf(changes.filter(({ after }) => after === undefined));
  return graft(graft(rest, projectOnto(held, sent), pathsOf(changes)), projectOnto(held, asserted), removed);
}
