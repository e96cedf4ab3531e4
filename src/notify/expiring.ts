import { type Expiry, stageOf } from "../config/expiry.ts";
import { expiryText, renewalText } from "../config/expiry-text.ts";
import type { Trouble } from "./trouble.ts";

/** That credentials of a target end soon, within a day, or ended: each of them is told once. */
export function expiringAt(target: string, expiries: readonly Expiry[], now: number): readonly Trouble[] {
  const near = expiries.filter((expiry) => stageOf(expiry, now) !== "good");
  if (near.length === 0) return [];
  return [
    {
      occasion: "expiring",
      reason: near
        .map((expiry) => `${expiry.source} ${stageOf(expiry, now)}`)
        .toSorted()
        .join(","),
      summary: `${target}: ${near.map((expiry) => expiryText(expiry, now)).join("; ")}`,
      remedies: [...near.map(renewalText), `scimsync check ${target} tells whether it is taken`],
    },
  ];
}
