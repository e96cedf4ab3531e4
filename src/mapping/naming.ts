import type { Step } from "./syntax.ts";

/** Steps from a record to an attribute; names in lower case. */
export type Way = readonly [string, ...Step[]];

/** What names stand for in one source, where they are not simply those of its attributes. */
export interface SourceNames {
  /** Names, in lower case, that the config gives to attributes. */
  readonly stated: ReadonlyMap<string, Way>;
  /** Names, in lower case, for which the schema of the source has words of its own. */
  readonly schema: ReadonlyMap<string, string>;
}

/** What names in expressions stand for. */
export interface Naming {
  /** How a name, in lower case, is read: of a record, the first of these that it has. */
  ways(name: string): readonly Way[];
  /** Whether the config says what the name stands for. */
  isStated(name: string): boolean;
}

/**
 * The naming of several sources, preferred ones first. A name that any of them states is what is stated, and not an
 * attribute called so; words of a schema count where all sources have it.
 */
export function createNaming(sources: readonly SourceNames[]): Naming {
  const isStated = (name: string) => sources.some(({ stated }) => stated.has(name));
  return {
    isStated,
    ways(name) {
      if (isStated(name)) return distinct(sources.map(({ stated }) => stated.get(name)));
      const [word, ...others] = new Set(sources.map(({ schema }) => schema.get(name)));
      return word === undefined || others.length > 0 ? [[name]] : [[name], [word]];
    },
  };
}

/** Names are those of the attributes. */
export const plainNaming: Naming = { ways: (name) => [[name]], isStated: () => false };

/** What names of users and of groups stand for. */
export interface DirectoryNaming {
  readonly user: Naming;
  readonly group: Naming;
}

export const plainDirectory: DirectoryNaming = { user: plainNaming, group: plainNaming };

function distinct(ways: readonly (Way | undefined)[]): readonly Way[] {
  const known = ways.filter((way) => way !== undefined);
  return [...new Map(known.map((way) => [JSON.stringify(way), way])).values()];
}
