import { nearest } from "../nearest.ts";
import type { RecordVariable } from "./chain.ts";
import type { ExpressionInput, KnownNames } from "./expression-input.ts";
import { type Naming, plainNaming, type Way } from "./naming.ts";
import { likelyName, standardName } from "./standard-names.ts";
import { readerOf } from "./steps.ts";
import type { Step } from "./syntax.ts";

/** Says which attributes a source's records can have, and reads them. Paths are in lower case. */
export interface NameIndex {
  has(path: readonly string[]): boolean;
  /** For people: what to write instead of the last name of a path that is not there. */
  hint(path: readonly string[]): string;
  /** What reads the attribute to which steps lead that begin with the name `first`. */
  reader(first: string, rest: readonly Step[]): (input: ExpressionInput) => unknown;
}

/** The name for the key of a record, unless it has an attribute of that name. */
export const keyName = "key";

const shown = 40;

export function indexNames(
  known: KnownNames,
  variable: RecordVariable = "user",
  naming: Naming = plainNaming,
): NameIndex {
  const reader: NameIndex["reader"] = (first, rest) => readerBy(naming.ways(first), variable, rest, first);
  if (known === "any") return { has: () => true, hint: () => "", reader };
  const paths = new Set(known.flatMap(withParents));
  const hasAt = (path: readonly string[]) => paths.has(path.join("."));
  return {
    has([first = "", ...rest]) {
      if (first === keyName && rest.length === 0) return true;
      return naming.ways(first).some((way) => hasAt([...namesIn(way), ...rest]));
    },
    hint(path) {
      const [first = ""] = path;
      const [way] = naming.ways(first);
      const stated = way !== undefined && naming.isStated(first) ? statement(variable, first, way) : "";
      const meant = way === undefined ? path : [...namesIn(way), ...path.slice(1)];
      const likely = path.length === 1 && stated === "" ? likelyHint(first, variable, [...paths]) : undefined;
      return likely ?? stated + nearHint(meant, paths);
    },
    reader,
  };
}

function readerBy(
  ways: readonly Way[],
  variable: RecordVariable,
  rest: readonly Step[],
  first: string,
): (input: ExpressionInput) => unknown {
  const readers = ways.map(([name, ...inner]) => readerOf(name, [...inner, ...rest]));
  const [read, ...others] = readers;
  const isKey = first === keyName && rest.length === 0;
  if (read === undefined) return () => null;
  if (isKey) return (input) => read(input[variable] ?? {}) ?? input.key ?? null;
  if (others.length === 0) return (input) => read(input[variable] ?? {});
  return (input) => {
    for (const one of readers) {
      const value = one(input[variable] ?? {});
      if (value !== null) return value;
    }
    return null;
  };
}

function namesIn(way: Way): readonly string[] {
  return way.filter((step) => typeof step === "string");
}

function statement(variable: RecordVariable, name: string, way: Way): string {
  return `source.${variable}s.names says that ${name} is "${namesIn(way).join(".")}"; `;
}

/** A name that profiles use is better named once than written otherwise everywhere. */
function likelyHint(name: string, variable: RecordVariable, paths: readonly string[]): string | undefined {
  const standard = variable === "user" ? standardName(name) : undefined;
  const likely = standard === undefined ? undefined : likelyName(standard, paths);
  return likely === undefined
    ? undefined
    : `did you mean ${likely}? Write that, or source.users.names: { ${standard}: ${likely} }`;
}

function nearHint(path: readonly string[], paths: ReadonlySet<string>): string {
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
}

/** `name.givenname` says that there is `name`, too. */
function withParents(name: string): readonly string[] {
  const names = name.split(".");
  return names.map((_, index) => names.slice(0, index + 1).join("."));
}
