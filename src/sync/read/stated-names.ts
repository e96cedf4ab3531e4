import type { Config, SourceConfig, StatedName } from "../../config/config.ts";
import { formatProblem, type Problem } from "../../errors.ts";
import { foldName } from "../../fold-name.ts";
import { indexNames, keyName } from "../../mapping/known-names.ts";
import { nearest } from "../../nearest.ts";
import type { DirectoryNames } from "./attribute-names.ts";

const kinds = ["users", "groups"] as const;
type Kind = (typeof kinds)[number];

/** Names that the config gives to attributes that no record of their source has. */
export function misnamed({ sources }: Pick<Config, "sources">, known: DirectoryNames): readonly Problem[] {
  return kinds.flatMap((kind) =>
    sources.flatMap((source) => {
      const names = knownOf(source, kind, known);
      const index = indexNames(names);
      return statedBy(source, kind).flatMap((stated) =>
        index.has(stated.way.filter((step) => typeof step === "string"))
          ? []
          : [{ ...stated.place, message: missing(stated, kind, names) }],
      );
    }),
  );
}

function missing({ column }: StatedName, kind: Kind, names: readonly string[]): string {
  const near = nearest(foldName(column), names);
  const hint = near === undefined ? `there are: ${names.slice(0, 40).join(", ")}` : `did you mean ${near}?`;
  return `none of the ${kind} of the source has "${column}"; ${hint}`;
}

/** Says which attributes cannot be reached by their own names any more, because these stand for others. */
export function shadowNotices(
  { sources }: Pick<Config, "sources">,
  known: DirectoryNames,
): readonly string[] {
  return kinds.flatMap((kind) => {
    const all = sources.flatMap((source) => statedBy(source, kind));
    const shadowed = sources.flatMap((source) => shadowedIn(source, kind, all, known));
    return [...shadowed, ...sources.flatMap((source) => keyNotice(source, kind, known))];
  });
}

function shadowedIn(
  source: SourceConfig,
  kind: Kind,
  all: readonly StatedName[],
  known: DirectoryNames,
): readonly string[] {
  const names = knownOf(source, kind, known);
  const ours = statedBy(source, kind);
  const own = new Set(ours.map(({ name }) => foldName(name)));
  return all.flatMap((stated) => {
    const name = foldName(stated.name);
    const isOwn = ours.includes(stated);
    if (stated.way[0] === name || !names.includes(name) || (own.has(name) && !isOwn)) return [];
    const variable = kind === "users" ? "user" : "group";
    const message = `${variable}.${stated.name} is ${stated.column}, and not the attribute ${name} that ${source.name} has, too`;
    return [formatProblem({ ...stated.place, message })];
  });
}

/** `user.key` is the key, unless somebody has an attribute called so. */
function keyNotice(source: SourceConfig, kind: Kind, known: DirectoryNames): readonly string[] {
  const { options } = source;
  const key = options.type === "program" ? undefined : options[kind]?.key;
  if (key === undefined || foldName(key) === keyName) return [];
  if (!knownOf(source, kind, known).includes(keyName)) return [];
  const variable = kind === "users" ? "user" : "group";
  return [
    `${variable}.key is the attribute key that ${source.name} has, and not the key of the record (${key})`,
  ];
}

function statedBy({ names }: SourceConfig, kind: Kind): readonly StatedName[] {
  return names?.[kind] ?? [];
}

function knownOf({ name }: SourceConfig, kind: Kind, known: DirectoryNames): readonly string[] {
  return (known.bySource?.get(name) ?? known)[kind];
}
