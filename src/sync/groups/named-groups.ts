import type { TargetConfig } from "../../config/config.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { formatProblem } from "../../errors.ts";
import { foldWildcard } from "../../mapping/wildcard.ts";
import { nearest } from "../../nearest.ts";
import type { Store } from "../../store/store.ts";
import type { TemplatePath } from "../../mapping/template.ts";

/** A group that the config names, and where. */
export interface NamedGroup {
  readonly name: string;
  /** Says something about it, with its place in the config. */
  readonly tell: (message: string) => string;
}

/** Groups that `assign` and `groups.link` of a target name in full. */
export function namedGroups(
  { id, assign, groups: { template } }: TargetConfig,
  locate: LoadedConfig["locate"],
): readonly NamedGroup[] {
  const lists = [
    { at: ["groups"], names: assign.groups },
    { at: ["exclude", "groups"], names: assign.exclude?.groups ?? [] },
  ];
  const assigned = lists.flatMap(({ at, names }) =>
    names.flatMap((name, index) => (name.includes("*") ? [] : [named(name, ["assign", ...at, index])])),
  );
  const linked = Object.keys(template.link ?? {}).map((name) => named(name, ["groups", "link", name]));
  return [...assigned, ...linked];
  function named(name: string, at: TemplatePath): NamedGroup {
    const path: TemplatePath = ["targets", id, ...at];
    return { name, tell: (message) => formatProblem({ ...locate(path), message }) };
  }
}

/** Beyond so many groups no likeness is looked for. */
const mostCompared = 5_000;

/** Says which of the groups the last read does not have: a slip, most likely, by which somebody gets no account, or one too many. */
export function missingGroups(named: readonly NamedGroup[], store: Store): readonly string[] {
  if (named.length === 0) return [];
  const wanted = new Set(named.map(({ name }) => foldWildcard(name)));
  const near: string[] = [];
  for (const name of store.directory.groupNames()) {
    wanted.delete(foldWildcard(name));
    if (near.length < mostCompared) near.push(name);
  }
  return named
    .filter(({ name }) => wanted.has(foldWildcard(name)))
    .map(({ name, tell }) => {
      const meant = nearest(name, near);
      const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
      return tell(`the source has no group called ${name}${hint}`);
    });
}
