import type { DepartureCause } from "../plan/departure.ts";

/** What the clause that decided does not say by itself. */
const labels: Readonly<Record<DepartureCause, string>> = {
  absent: "",
  mapped: "",
  unassigned: " (left scope)",
  disabled: " (disabled in the source)",
};

/** Why an account or a group goes, for people. */
export function causeText({
  cause,
  departure,
}: {
  readonly cause: string;
  readonly departure?: DepartureCause;
}): string {
  return departure === undefined ? cause : cause + labels[departure];
}
