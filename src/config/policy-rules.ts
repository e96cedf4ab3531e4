import { readPaths, relationOf, type ReadPath } from "../plan/attribute-path-set.ts";
import { AttributePathSyntaxError, parseAttributePath } from "../scim/attribute-path.ts";
import { isSchemaUrn } from "../scim/resource.ts";
import type { YamlPath } from "../yaml/position.ts";
import { errorAt, type Finding } from "./finding.ts";
import type { EffectiveTarget } from "./target-defaults.ts";

/** Lists of attribute paths under `users`. */
export const pathLists = ["match", "createOnly", "fillIfEmpty", "clearWhenEmpty", "secret"] as const;

export type PathList = (typeof pathLists)[number];

/** Lists that cannot name the same attribute, and what it would mean. */
const contradictions: readonly (readonly [PathList, PathList, string])[] = [
  ["createOnly", "fillIfEmpty", "is it left alone after create, or filled in where it is empty"],
  ["createOnly", "clearWhenEmpty", "is it left alone after create, or removed when empty"],
  ["fillIfEmpty", "clearWhenEmpty", "is what others set left alone, or removed when empty"],
  ["secret", "match", "what is looked for stands in addresses and logs"],
];

/** Names by which people know an account, and what scimsync sets itself. */
const shown: ReadonlySet<string> = new Set(["username", "active", "schemas", "id"]);

/** What is wrong with policies of single attributes: paths that are none, and those that contradict each other. */
export function policyFindings({ users }: EffectiveTarget): readonly Finding[] {
  const schemas = Object.keys(users.attributes ?? {}).filter(isSchemaUrn);
  const named = pathLists.flatMap((list) => users[list].map((path, at) => ({ list, path, at })));
  const wrong = named.flatMap((one) => syntaxFindings(one, schemas));
  if (wrong.length > 0) return wrong;
  const read = named.map((one) => ({ ...one, read: readPaths([one.path], users.attributes ?? {})[0] }));
  const needed = read.filter(isNeeded);
  const others = read.filter((one) => !needed.includes(one));
  return [...needed.map(neededFinding), ...contradictions.flatMap((pair) => pairFindings(others, pair))];
}

interface Named {
  readonly list: PathList;
  readonly path: string;
  readonly at: number;
}

function placeOf({ list, at }: Named): YamlPath {
  return ["users", list, at];
}

function syntaxFindings(named: Named, schemas: readonly string[]): readonly Finding[] {
  try {
    parseAttributePath(named.path, schemas);
    return [];
  } catch (error) {
    if (!(error instanceof AttributePathSyntaxError)) throw error;
    return [errorAt(placeOf(named), error.message)];
  }
}

interface Read extends Named {
  readonly read: ReadPath | undefined;
}

function isNeeded({ list, read }: Read): boolean {
  const [first] = read?.steps ?? [];
  return list === "secret" && first !== undefined && shown.has(first.folded);
}

function neededFinding(named: Read): Finding {
  const message = `${named.path} cannot be secret: plans, reports and look-ups need it; take it out`;
  return errorAt(placeOf(named), message);
}

/** Said at both places, because it cannot be known which of them is right. */
function pairFindings(
  read: readonly Read[],
  [one, other, question]: (typeof contradictions)[number],
): readonly Finding[] {
  const [ones, others] = [one, other].map((list) => read.filter((named) => named.list === list));
  return (ones ?? []).flatMap((a) =>
    (others ?? []).flatMap((b) => (overlap(a, b) ? [said(a, b, question), said(b, a, question)] : [])),
  );
}

function overlap({ read: a }: Read, { read: b }: Read): boolean {
  if (a === undefined || b === undefined) return false;
  return relationOf(a, b.steps) !== "apart" || relationOf(b, a.steps) !== "apart";
}

function said(here: Named, there: Named, question: string): Finding {
  const same = here.path.toLowerCase() === there.path.toLowerCase();
  const other = `${there.list}[${there.at}]${same ? "" : ` (${there.path})`}`;
  const message = `${here.path} is in ${other}, too: ${question}; take it out of one`;
  return errorAt(placeOf(here), message, [placeOf(there)]);
}
