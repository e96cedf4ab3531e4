import type { Operation, OperationKind, UnlinkOperation } from "../plan/operation.ts";
import { NetworkError } from "../scim/connection/transport.ts";
import { TargetError } from "../errors.ts";
import { pushMembers } from "./members/members.ts";
import { tellsNothing } from "./failure-code.ts";
import { pushLinkGroup } from "./link-group.ts";
import { failureOf, type Outcome } from "./outcome.ts";
import { pushReactivate } from "./come-back.ts";
import { deleteResource } from "./delete-resource.ts";
import { pushCreateGroup, pushUpdateGroup } from "./push-group.ts";
import { pushCreate, pushUpdate } from "./push-user.ts";
import type { PushSession } from "./session.ts";
import { pushDeactivate } from "./switch-off.ts";
import { layTrail } from "./trail.ts";

/**
 * Carries out one operation. Refusals and lost answers are outcomes; what concerns the whole target (credentials, no
 * connection) rejects with `TargetError`.
 */
export async function execute(opened: PushSession, operation: Operation): Promise<Outcome> {
  const trail = layTrail();
  const session = { ...opened, client: opened.client.telling(trail.note) };
  try {
    return trail.toldOf(doubted(operation, await carryOut(session, operation)));
  } catch (error) {
    if (error instanceof NetworkError && !error.mayHaveArrived) {
      throw new TargetError("unreachable", `cannot be reached: ${error.message}`, { cause: error });
    }
    return trail.toldOf(doubted(operation, failureOf(error)));
  }
}

/** Those that change what is there; creates and members look for themselves what became of them. */
const changing: ReadonlySet<OperationKind> = new Set(["update", "deactivate", "reactivate", "delete"]);

/** Whatever failed for want of an answer, be it a read, an earlier write of the operation may have been done. */
function doubted({ kind }: Operation, outcome: Outcome): Outcome {
  if (outcome.state !== "failed" || !changing.has(kind) || !tellsNothing.has(outcome.code)) return outcome;
  return { ...outcome, state: "indeterminate" };
}

async function carryOut(session: PushSession, operation: Operation): Promise<Outcome> {
  const isUser = operation.resource === "User";
  switch (operation.kind) {
    case "create":
      return isUser ? pushCreate(session, operation) : pushCreateGroup(session, operation);
    case "link":
      return pushLinkGroup(session, operation);
    case "update":
      return isUser ? pushUpdate(session, operation) : pushUpdateGroup(session, operation);
    case "deactivate":
      return pushDeactivate(session, operation);
    case "reactivate":
      return pushReactivate(session, operation);
    case "delete":
      return deleteResource(session, operation);
    case "unlink":
      return letGo(session, operation);
    case "addMembers":
    case "removeMembers":
      return pushMembers(session, operation);
  }
}

/** An account that policy leaves alone keeps its link, so that a return finds it; a group is forgotten. */
function letGo(session: PushSession, { entry, resource }: UnlinkOperation): Outcome {
  const link = session.store.targets.link(session.target, entry);
  if (link === undefined || resource === "Group")
    return { state: "succeeded", result: "unlinked", link: "drop" };
  return {
    state: "succeeded",
    result: "left",
    link: { put: { ...link, state: "left", since: session.clock.now() } },
  };
}
