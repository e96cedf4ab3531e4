import type { LookUpChoice } from "../push/find/choose-listing.ts";
import { count, plural } from "./numbers.ts";

const nouns: Readonly<Record<LookUpChoice["resource"], string>> = { User: "user", Group: "group" };

/** How creates are looked for, as a sentence. */
export function describeLookUps({ resource, by, creates, total, why }: LookUpChoice): string {
  const noun = nouns[resource];
  const there = total === undefined ? "" : ` of ${plural(total, noun)} at the target`;
  if (by === "listing") return `one listing${there} serves to look for ${count(creates)} who are to be made`;
  return `${plural(creates, `new ${noun}`)} are looked for by filter: ${why}`;
}
