import { textAt } from "../../scim/attribute-value.ts";
import type { ScimId } from "../../scim/resource.ts";
import type { PushSession } from "../session.ts";
import { askFilters, questionsOf, type Sought } from "./look-up.ts";
import type { MatchIndex } from "./match-index.ts";

/** Somebody who is at the target, and by what they are known. */
export interface Witness {
  readonly id: ScimId;
  /** Values of match attributes. */
  readonly values: readonly { readonly path: string; readonly value: string }[];
}

export interface SpotCheck {
  readonly tried: number;
  /** Those who were there. */
  readonly found: readonly Witness[];
}

/** Looks by filter for a few who are still to be made. Undefined when filters tell of none of them. */
export async function spotCheck(
  session: PushSession,
  few: readonly Sought[],
): Promise<SpotCheck | undefined> {
  const found: Witness[] = [];
  let tried = 0;
  for (const sought of few) {
    const questions = questionsOf(sought);
    if (questions.length === 0) continue;
    const hits = await askFilters(session, sought.type, questions, "before");
    if (hits === "unsure") continue;
    tried += 1;
    for (const { id, attributes } of hits?.found ?? []) {
      const value = textAt(attributes, hits?.path ?? "");
      if (hits !== undefined && value !== undefined) found.push({ id, values: [{ path: hits.path, value }] });
    }
  }
  return tried === 0 ? undefined : { tried, found };
}

/** The values of a witness that a list does not tell. */
export function untold(index: MatchIndex, { id, values }: Witness): Witness["values"] {
  return values.filter(({ path, value }) => !index.idsBy(path, value).includes(id));
}
