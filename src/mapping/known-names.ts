import { nearest } from "../nearest.ts";
import type { KnownNames } from "./expression-input.ts";

/** Says which attributes a source's records can have. Paths are in lower case. */
export interface NameIndex {
  has(path: readonly string[]): boolean;
  /** For people: what to write instead of the last name of a path that is not there. */
  hint(path: readonly string[]): string;
}

const shown = 40;

export function indexNames(known: KnownNames): NameIndex {
  if (known === "any") return { has: () => true, hint: () => "" };
  const paths = new Set(known.flatMap(withParents));
  return {
    has: (path) => paths.has(path.join(".")),
    hint(path) {
      const parent = path
        .slice(0, -1)
        .map((name) => `${name}.`)
        .join("");
      const below = [...paths].filter((name) => name.startsWith(parent) && name !== parent);
      if (below.length === 0) return `${path.slice(0, -1).join(".")} holds no attributes of its own`;
      const near = nearest(
        path.at(-1) ?? "",
        below.map((name) => name.slice(parent.length)),
      );
      return near === undefined
        ? `there are: ${below.slice(0, shown).join(", ")}`
        : `did you mean ${parent}${near}?`;
    },
  };
}

/** `name.givenname` says that there is `name`, too. */
function withParents(name: string): readonly string[] {
  const names = name.split(".");
  return names.map((_, index) => names.slice(0, index + 1).join("."));
}
