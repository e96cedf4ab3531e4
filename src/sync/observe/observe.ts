import { observeTarget } from "./observe-target.ts";
import { type Connection, openSession } from "../open-session.ts";
import type { Planning } from "../planning/planning.ts";
import { readAtTarget } from "./read-at-target.ts";
import { noTrace } from "../../trace.ts";
import type { RunContext } from "../run-context.ts";

/** Looks at what the target really holds, where the mode asks for it. Rejects with `TargetError` when that cannot be seen. */
export async function observe(
  context: RunContext,
  planning: Planning,
  connection: Connection,
): Promise<void> {
  if (planning.mode !== "reconcile") return;
  const { trace = noTrace } = context;
  await trace.during("read target", {}, async () => {
    const session = await openSession(context, planning, connection);
    planning.observed = await readAtTarget(() => observeTarget(session));
  });
}
