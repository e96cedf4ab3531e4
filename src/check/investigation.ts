import type { Capabilities } from "../scim/discovery.ts";
import type { Asker } from "./asker.ts";
import type { Notebook } from "./probe.ts";
import type { CheckedTarget } from "./target.ts";

/** All that the parts of a check work with. */
export interface Investigation {
  readonly target: CheckedTarget;
  readonly asker: Asker;
  readonly notes: Notebook;
  /** What the provider says of itself; undefined where it says nothing, or is not asked. */
  readonly claims: Capabilities | undefined;
}

/** What is claimed of something, in a word. */
export function claimOf(claim: boolean | undefined): { readonly claimed?: string } {
  return claim === undefined ? {} : { claimed: claim ? "yes" : "no" };
}
