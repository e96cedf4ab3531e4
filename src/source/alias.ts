import { foldName } from "../fold-name.ts";

declare const aliasMark: unique symbol;

/**
 * Another name of a record than its key: its DN, or the value of an attribute such as `mail`. Begins with a control
 * character, which no key has.
 */
export type Alias = string & { readonly [aliasMark]: true };

const MARK = "\u0001";

/**
 * The alias of whatever has this value of this attribute. Values are compared trimmed, without case and NFC; of a DN
 * (`by` is `dn`) give the normalised form.
 */
export function aliasBy(by: string, value: string): Alias {
  return `${MARK}${by.toLowerCase()}${MARK}${foldName(value)}` as Alias;
}

export function isAlias(name: string): name is Alias {
  return name.startsWith(MARK);
}

/** For people: `mail ann@example.com`. */
export function describeAlias(alias: Alias): string {
  return alias.slice(MARK.length).replace(MARK, " ");
}

/** A key as it is, an alias for people. */
export function shownName(name: string): string {
  return isAlias(name) ? describeAlias(name) : name;
}
