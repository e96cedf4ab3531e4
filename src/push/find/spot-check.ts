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
  const asked = await Promise.all(few.map((sought) => lookByFilter(session, sought)));
  const told = asked.filter((found) => found !== "unsure");
  return told.length === 0 ? undefined : { tried: told.length, found: told.flat() };
}

async function lookByFilter(session: PushSession, sought: Sought): Promise<readonly Witness[] | "unsure"> {
  const questions = questionsOf(sought);
  if (questions.length === 0) return "unsure";
  const hits = await askFilters(session, sought.type, questions, "before");
  if (hits === "unsure" || hits === undefined) return hits ?? [];
  return hits.found.map(({ id, attributes }) => {
    const value = textAt(attributes, hits.path) ?? "";
    return { id, values: [{ path: hits.path, value }] };
  });
}

/** The values of a witness that a list does not tell. */
export function untold(index: MatchIndex, { id, values }: Witness): Witness["values"] {
  return values.filter(({ path, value }) => !index.idsBy(path, value).includes(id));
}
