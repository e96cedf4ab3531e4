import type { Failure } from "../push/outcome.ts";
import type { RunEvent } from "../sync/run-context.ts";
import { describeLookUps } from "./describe-look-ups.ts";
import { plural } from "../numbers.ts";
import { plain } from "./render-source-text.ts";

/** One step of a run as a line. */
export function describeOutcome(event: RunEvent): string {
  if (event.kind === "planned") return `${event.target}: ${plural(event.operations, "operation")} planned`;
  if (event.kind === "lookUps") return `${event.target}: ${describeLookUps(event.choice)}`;
  const { journaled, outcome } = event.event;
  const { kind, resource, name, key } = journaled.operation;
  const subject = `${event.target}: ${kind} ${resource} ${plain(name)} (${plain(key)})`;
  switch (outcome.state) {
    case "succeeded":
      return `${subject}: ${outcome.result}`;
    case "skipped":
      return `${subject}: skipped, ${plain(outcome.detail)}`;
    case "failed":
    case "indeterminate":
      return `${subject}: ${outcome.code}${answerOf(outcome)}: ${plain(outcome.detail)}`;
  }
}

/** ` (POST /Users, HTTP 409)`. */
function answerOf({ request, httpStatus }: Failure): string {
  const asked = request === undefined ? [] : [plain(`${request.method} ${request.path}`)];
  const said = [...asked, ...(httpStatus === undefined ? [] : [`HTTP ${httpStatus}`])];
  return said.length === 0 ? "" : ` (${said.join(", ")})`;
}
