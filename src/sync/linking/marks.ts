import type { JsonObject } from "../../canonical.ts";
import { slug } from "../../mapping/functions/plain-letters.ts";
import { identityOf } from "../../scim/attribute-rules.ts";
import { textAt } from "../../scim/attribute-value.ts";
import { textsAt } from "../../scim/find.ts";
import type { Mark } from "../../store/matching-store.ts";

/** By what a resource is recognised: each value of the match attributes, by the rule of the attribute. */
export function matchMarks(attributes: JsonObject, match: readonly string[]): readonly Mark[] {
  return match.flatMap((path) =>
    // Nobody is recognised by an empty text, and everybody may have one.
    textsAt(attributes, path).flatMap((value) => markOf(path, value) ?? []),
  );
}

/** The mark of a value; undefined of one that is empty. */
export function markOf(path: string, value: string): Mark | undefined {
  const identity = identityOf(path, value);
  return identity === "" ? undefined : { path, value: identity };
}

/** No attribute is called so. */
const hints = { mail: "~mail", name: "~name" } as const;

/** By what somebody might be known who is not recognised: enough to ask a person, and never enough to link. */
export function hintMarks(attributes: JsonObject): readonly Mark[] {
  const userName = textAt(attributes, "userName") ?? "";
  const addresses = [...textsAt(attributes, "emails.value"), ...(userName.includes("@") ? [userName] : [])];
  const mails = addresses.map((value) => ({ path: hints.mail, value: value.trim().toLowerCase() }));
  const name = foldedFullName(attributes);
  return [...mails, ...(name === "" ? [] : [{ path: hints.name, value: name }])].filter(
    ({ value }) => value !== "",
  );
}

/** For people: what is the same. */
export function describeHint({ path, value }: Mark): string {
  return path === hints.mail ? `the same address ${value}` : "the same name";
}

/** Words of a name without marks and case, in one order: `Lee, Ann` is `Ann Lee`. One word alone is nobody's name. */
function foldedFullName(attributes: JsonObject): string {
  const parts = [textAt(attributes, "name.givenName"), textAt(attributes, "name.familyName")];
  const stated = parts.every((part) => part !== undefined) ? parts.join(" ") : undefined;
  const name = stated ?? textAt(attributes, "name.formatted") ?? textAt(attributes, "displayName") ?? "";
  const words = slug(name).split("-");
  return words.length < 2 ? "" : words.toSorted().join(" ");
}
