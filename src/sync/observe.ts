import { observeTarget } from "./observe-target.ts";
import { type Connection, openSession } from "./open-session.ts";
import type { Planning } from "./planning.ts";
import type { RunContext } from "./run-context.ts";
import { asUnreadable } from "./unreadable-target.ts";

/** Looks at what the target really holds, where the mode asks for it. Rejects with `TargetError` when that cannot be seen. */
export async function observe(
  context: RunContext,
  planning: Planning,
  connection: Connection,
): Promise<void> {
  if (planning.mode !== "reconcile") return;
  const session = await openSession(context, planning, connection);
  try {
    planning.observed = await observeTarget(session);
  } catch (error) {
    throw asUnreadable(error);
  }
}
