import type { LookUpChoice } from "../push/find/choose-listing.ts";
import { plural } from "../numbers.ts";

const nouns: Readonly<Record<LookUpChoice["resource"], string>> = { User: "user", Group: "group" };

/** How creates are looked for, as a sentence. */
export function describeLookUps({ resource, by, creates, total = 0, why }: LookUpChoice): string {
  const noun = nouns[resource];
  const who = `${plural(creates, `new ${noun}`)}: looked for`;
  if (by === "filter") return `${who} by filter each, since ${why}`;
  return `${who} in one listing, since the target has ${plural(total, noun)}`;
}
