import type { JsonObject } from "../../canonical.ts";
import type { Forecast } from "./forecast.ts";
import type { Planning } from "../planning/planning.ts";

/** Whether an account sent whole is read before, because values of its lists are told apart by type. */
export function readsForced({ target, force }: Pick<Planning, "target" | "force">): boolean {
  const attributes: JsonObject = target.config.users.template.attributes;
  return force && Object.values(attributes).some((value) => Array.isArray(value));
}

/** What a run says that sends everything again, before it does. */
export function tellForced({ store, run, force, notices }: Planning, { requests }: Forecast): void {
  if (!force) return;
  const updates = store.journal
    .tally(run)
    .filter(({ kind, state }) => kind === "update" && state === "planned");
  const count = (resource: string) =>
    updates.filter((row) => row.resource === resource).reduce((sum, row) => sum + row.count, 0);
  notices.push(
    `--force: every mapped attribute of ${count("User")} accounts and ${count("Group")} groups is sent again, whether it differs or not; the run takes about ${requests} requests`,
  );
}
