import type { FileProof } from "../source/file/file-options.ts";
import type { MaxShrink, SourceExpectations } from "../source/expect.ts";
import { foldName } from "../fold-name.ts";
import type { Way } from "../mapping/naming.ts";
import type { SourceConfig, SourceOptions, StatedName } from "./config.ts";
import { toCsvOptions } from "./csv-source-config.ts";
import { parseDuration, parsePercent } from "./duration.ts";
import { toLdapOptions, toLdifOptions } from "./entry-source-config.ts";
import type { ExpectWritten } from "./expect-schema.ts";
import { toJsonOptions } from "./json-source-config.ts";
import type { Place } from "./locate.ts";
import type { SecretSetting } from "./secret.ts";
import type { SourceWritten } from "./source-schema.ts";

const FLOOR = 5;

/** What turns a source as written into a source as used. */
export interface SourceSurroundings extends Omit<SecretSetting, "place" | "form"> {
  /** Where the `index`th source, or its setting at `path`, stands. */
  readonly place: (index: number, path: readonly string[]) => Place;
}

/** Sources as used: paths absolute, units resolved, defaults and names filled in. */
export function toSourceConfigs(
  written: readonly SourceWritten[],
  surroundings: SourceSurroundings,
): readonly SourceConfig[] {
  const names = sourceNames(written);
  return written.map((source, index) => ({
    name: names[index] ?? source.type,
    options: toOptions(source, index, { ...surroundings, name: names[index] ?? source.type }),
    expect: toExpectations(source.expect),
    enriches: source.enriches ?? false,
    mayHave: source.type === "csv" ? [] : (source.attributes ?? []).map((name) => name.toLowerCase()),
    ...((source.users?.names ?? source.groups?.names) !== undefined && {
      names: {
        users: toNames(source, "users", (path) => surroundings.place(index, path)),
        groups: toNames(source, "groups", (path) => surroundings.place(index, path)),
      },
    }),
  }));
}

function toNames(
  source: SourceWritten,
  kind: "users" | "groups",
  place: (path: readonly string[]) => Place,
): readonly StatedName[] {
  return Object.entries(source[kind]?.names ?? {}).map(([name, column]) => ({
    name,
    column,
    place: place([kind, "names", name]),
    way: wayIn(source.type, column),
  }));
}

/** Whether records of the source tell numbers, true and false from texts. */
export function hasTypes(type: SourceOptions["type"]): boolean {
  return type === "json" || type === "program";
}

/** A column may have dots and brackets in its name; an attribute of an entry has neither. */
function wayIn(type: SourceWritten["type"], column: string): Way {
  if (type === "csv") return [foldName(column)];
  const inside = hasTypes(type) ? /[^.[\]]+/g : /[^[\]]+/g;
  const [first = "", ...rest] = foldName(column).match(inside) ?? [];
  return [first, ...rest.map((step) => (/^\d+$/.test(step) ? Number(step) : step))];
}

/** A source without a name is called by its type; of several of one type the second is `csv-2`. */
export function sourceNames(written: readonly SourceWritten[]): readonly string[] {
  return written.map(({ name, type }, index) => {
    if (name !== undefined) return name;
    const before = written.slice(0, index).filter((other) => other.name === undefined && other.type === type);
    return before.length === 0 ? type : `${type}-${before.length + 1}`;
  });
}

function toOptions(
  source: SourceWritten,
  index: number,
  { name, ...surroundings }: SourceSurroundings & { readonly name: string },
): SourceOptions {
  const { folder } = surroundings;
  switch (source.type) {
    case "csv":
      return { ...toCsvOptions(source, folder), ...fileOptions(source) };
    case "ldif":
      return { ...toLdifOptions(source, folder), ...fileOptions(source) };
    case "json":
      return { ...toJsonOptions(source, folder), ...fileOptions(source) };
    case "ldap":
      return toLdapOptions(source, {
        ...surroundings,
        form: "password",
        place: surroundings.place(index, ["bind", "password"]),
      });
    case "program":
      return { type: "program", name };
  }
}

function fileOptions({ encoding, expect }: Exclude<SourceWritten, { type: "ldap" | "program" }>) {
  const { sha256, rows, trailer, finalNewline } = expect ?? {};
  const proof: FileProof = {
    ...(sha256 !== undefined && { sha256 }),
    ...(rows !== undefined && { rows }),
    ...(trailer !== undefined && { trailer }),
    ...(finalNewline !== undefined && { finalNewline }),
  };
  return {
    ...(encoding !== undefined && { encoding }),
    ...(Object.keys(proof).length > 0 && { proof }),
  };
}

function toExpectations(written: ExpectWritten | undefined): SourceExpectations {
  return {
    minUsers: written?.minUsers ?? 1,
    minGroups: written?.minGroups ?? 0,
    ...(written?.maxShrink !== undefined && { maxShrink: toMaxShrink(written.maxShrink) }),
    ...(written?.maxAge !== undefined && { maxAge: parseDuration(written.maxAge) }),
  };
}

function toMaxShrink(written: NonNullable<ExpectWritten["maxShrink"]>): MaxShrink {
  if (typeof written !== "object") return { users: parsePercent(written), values: {}, floor: FLOOR };
  const { users, groups, members, values = {}, floor = FLOOR } = written;
  return {
    ...(users !== undefined && { users: parsePercent(users) }),
    ...(groups !== undefined && { groups: parsePercent(groups) }),
    ...(members !== undefined && { members: parsePercent(members) }),
    values: Object.fromEntries(
      Object.entries(values).map(([name, percent]) => [name.toLowerCase(), parsePercent(percent)]),
    ),
    floor,
  };
}
