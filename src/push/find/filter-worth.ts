import type { Logger } from "../../log.ts";
import type { ResourceType } from "../../scim/resource.ts";
import type { Learnt } from "../learnt.ts";

/**
 * What the answer to a filter by an attribute is worth. `works`: a look-up with a known answer found who it should.
 * `byCase`: likewise, in that spelling only. `broken`: it found nobody, or others. `refused`: the provider cannot do it.
 */
export type Worth = "works" | "byCase" | "broken" | "refused";

const worths: ReadonlySet<string> = new Set(["works", "byCase", "broken", "refused"]);

/** What is known of the filters of a target, by type and attribute. */
export interface FilterWorth {
  of(type: ResourceType, path: string): Worth | undefined;
  /** `lasting`: kept for later runs too. */
  note(type: ResourceType, path: string, worth: Worth, lasting?: boolean): void;
}

export function rememberFilterWorth(learnt: Learnt, log: Logger): FilterWorth {
  const known = { User: readWorths(learnt, "User"), Group: readWorths(learnt, "Group") };
  const kept = { User: new Map(known.User), Group: new Map(known.Group) };
  return {
    of: (type, path) => known[type].get(path.toLowerCase()),
    note(type, path, worth, lasting = true) {
      const name = path.toLowerCase();
      if (known[type].get(name) === worth) return;
      known[type].set(name, worth);
      log.info({ resource: type, attribute: path, worth }, "a filter was tried");
      if (!lasting) return;
      kept[type].set(name, worth);
      learnt.learn(factOf(type), [...kept[type]].map(([key, value]) => `${key} ${value}`).join(", "));
    },
  };
}

function readWorths(learnt: Learnt, type: ResourceType): Map<string, Worth> {
  const pairs = (learnt.get(factOf(type)) ?? "").split(", ").map((pair) => {
    const at = pair.lastIndexOf(" ");
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return new Map(pairs.filter((pair): pair is readonly [string, Worth] => worths.has(pair[1])));
}

function factOf(type: ResourceType): "users.filter" | "groups.filter" {
  return type === "User" ? "users.filter" : "groups.filter";
}
