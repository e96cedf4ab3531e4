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
  let text = `${key}\0${entry.dn}\0${aliases.length}\0${aliases.join("\0")}`;
  for (let index = 0; index < names.length; index += 1) {
    const [name = "", value = ""] = [names[index], values[index]];
    if (value !== "" && !NOISE.has(name) && !omitted.has(name)) text += `\0${name}\0${value}`;
  }
  return fingerprint(text);
}
