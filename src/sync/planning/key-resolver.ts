import { aliasBy } from "../../source/alias.ts";
import { normalizeDn } from "../../source/entry/dn.ts";
import type { SourceKey } from "../../source/record.ts";
import type { DirectoryStore } from "../../store/directory-store.ts";

/** Gives the key of the user that a text names. */
export type KeyResolver = (name: SourceKey) => SourceKey;

const REMEMBERED = 10_000;

/**
 * A text that is a DN means the user with that DN, if there is one; any other text is a key. Managers are named again
 * and again, so some answers are remembered.
 */
export function keyResolver(directory: Pick<DirectoryStore, "keyByAlias" | "find">): KeyResolver {
  const known = new Map<SourceKey, SourceKey>();
  function resolve(name: SourceKey): SourceKey {
    const dn = normalizeDn(name);
    if (dn === undefined || directory.find("user", [name]).size > 0) return name;
    const alias = aliasBy("dn", dn);
    // Nobody has it yet: under this name it is found when somebody does.
    return directory.keyByAlias(alias) ?? (alias as string as SourceKey);
  }
  return (name) => {
    if (!name.includes("=")) return name;
    const answer = known.get(name) ?? resolve(name);
    if (known.size < REMEMBERED) known.set(name, answer);
    return answer;
  };
}
