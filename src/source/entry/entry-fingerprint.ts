import { fingerprint } from "../../canonical.ts";
import type { Alias } from "../alias.ts";
import type { DirectoryEntry } from "./entry.ts";

/**
 * What a server notes by itself whenever somebody logs in or it copies the entry; were it to count, every entry would be
 * a changed one every day.
 */
const NOISE: ReadonlySet<string> = new Set([
  "authtimestamp",
  "badpasswordtime",
  "badpwdcount",
  "contextcsn",
  "dscorepropagationdata",
  "entrycsn",
  "entryusn",
  "krblastfailedauth",
  "krblastsuccessfulauth",
  "krbloginfailedcount",
  "lastlogoff",
  "lastlogon",
  "lastlogontimestamp",
  "logoncount",
  "modifiersname",
  "modifytimestamp",
  "pwdlastsuccess",
  "usnchanged",
  "usncreated",
  "whenchanged",
]);

/** Of the key, the aliases, and what is kept but for noise and `omitted`, whatever the order of the attributes. */
export function entryFingerprint(
  entry: DirectoryEntry,
  key: string,
  aliases: readonly Alias[],
  omitted: ReadonlySet<string>,
): string {
  const { names, values } = entry;
  const parts: string[] = [];
  for (const [index, name] of names.entries()) {
    const value = values[index] ?? "";
    if (value !== "" && !NOISE.has(name) && !omitted.has(name)) parts.push(`${name}\0${value}`);
  }
  // A stable order of names; that of the values of one attribute is part of what the entry says.
  return fingerprint([key, entry.dn, aliases.length, ...aliases, ...parts].join("\0"));
}
