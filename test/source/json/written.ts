import * as fc from "fast-check";
import type { Settings } from "./reading.ts";

const CORE = "urn:ietf:params:scim:schemas:core:2.0";
const MESSAGES = "urn:ietf:params:scim:api:messages:2.0";

export interface Person {
  readonly id: string;
  readonly rest: Readonly<Record<string, unknown>>;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly members: readonly { readonly value: string; readonly type?: string }[];
}

export interface Directory {
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
}

const text = fc.string({ unit: fc.constantFrom(...Array.from('ab "\\{}[],:\n\té李😀 ')), maxLength: 8 });
const key = fc.string({
  unit: fc.constantFrom(...Array.from('ab"\\{}[],:é李😀 ')),
  minLength: 1,
  maxLength: 4,
});
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom("Value", "type", "x y"), fc.oneof(text, fc.boolean()), { maxKeys: 2 }),
);
const rest = fc.dictionary(fc.constantFrom("Mail", "title", "näme", "a.b", "__proto__", "l"), value, {
  maxKeys: 4,
});

const ids = (prefix: string, minLength: number) =>
  fc
    .uniqueArray(
      key.map((id) => id.trim()),
      { minLength, maxLength: 5 },
    )
    .map((ids) => ids.map((id) => `${prefix}${id}`));

export const directory: fc.Arbitrary<Directory> = fc
  .record({
    people: ids("u", 1),
    teams: ids("g", 0),
    rests: fc.array(rest, { minLength: 5, maxLength: 5 }),
    name: text,
    picks: fc.infiniteStream(fc.nat({ max: 4 })),
  })
  .map(({ people, teams, rests, name, picks }) => {
    const pick = () => Number(picks.next().value);
    return {
      people: people.map((id, at) => ({ id, rest: rests[at]! })),
      teams: teams.map((id) => ({
        id,
        name: `n${name}`,
        members: [
          ...people
            .filter(() => pick() > 1)
            .map((value) => (pick() > 2 ? { value } : { value, type: "User" })),
          ...teams.filter(() => pick() > 3).map((value) => ({ value, type: "Group" })),
        ],
      })),
    };
  });

/** White space for each place where JSON allows it; used in turn. */
export const spaces = fc.array(fc.constantFrom("", " ", "\n", "\r\n", "\t", "  \n "), {
  minLength: 1,
  maxLength: 7,
});

/** JSON with white space between all tokens. */
export function spaced(value: unknown, spaces: readonly string[]): string {
  let used = 0;
  const space = () => spaces[(used += 1) % spaces.length]!;
  function write(value: unknown): string {
    if (Array.isArray(value)) return `[${space()}${value.map(write).join(`,${space()}`)}${space()}]`;
    if (typeof value !== "object" || value === null) return `${space()}${JSON.stringify(value)}${space()}`;
    const members = Object.entries(value).map(
      ([name, item]) => `${JSON.stringify(name)}${space()}:${write(item)}`,
    );
    return `{${space()}${members.join(`,${space()}`)}${space()}}`;
  }
  return write(value);
}

export interface Form {
  readonly name: string;
  readonly file: string;
  readonly settings: Settings;
  write(directory: Directory, spaces: readonly string[]): string;
}

const person = ({ id, rest }: Person) => ({ id, ...rest });

function sections(file: string, at?: { readonly users: string; readonly groups: string }): Settings {
  const files = [file];
  return {
    users: { files, key: "id", ...(at !== undefined && { at: at.users }) },
    groups: {
      files,
      key: "id",
      name: "name",
      members: { path: "members" },
      ...(at !== undefined && { at: at.groups }),
    },
  };
}

function resources({ people, teams }: Directory): readonly object[] {
  return [
    ...people.map((each) => ({ schemas: [`${CORE}:User`], ...person(each) })),
    ...teams.map((team) => ({ schemas: [`${CORE}:Group`], ...team })),
  ];
}

export const forms: readonly Form[] = [
  {
    name: "a document",
    file: "a.json",
    settings: sections("a.json"),
    write: ({ people, teams }, spaces) =>
      spaced({ x: [1, [{}]], users: people.map(person), groups: teams }, spaces),
  },
  {
    name: "a document with its lists elsewhere",
    file: "a.json",
    settings: sections("a.json", { users: "data.people", groups: "data.teams" }),
    write: ({ people, teams }, spaces) =>
      spaced({ data: { teams, n: null, people: people.map(person) } }, spaces),
  },
  {
    name: "a list",
    file: "a.json",
    settings: sections("a.json"),
    write: (directory, spaces) => spaced(resources(directory), spaces),
  },
  {
    name: "NDJSON",
    file: "a.ndjson",
    settings: sections("a.ndjson"),
    write: (directory, spaces) =>
      resources(directory)
        .map((each) => spaced(each, spaces).replaceAll(/\r?\n/g, " "))
        .join(spaces.includes("\r\n") ? "\r\n\r\n" : "\n"),
  },
  {
    name: "a ListResponse",
    file: "a.json",
    settings: sections("a.json"),
    write(directory, spaces) {
      const Resources = resources(directory);
      const schemas = [`${MESSAGES}:ListResponse`];
      return spaced({ totalResults: Resources.length, Resources, schemas }, spaces);
    },
  },
  {
    name: "pages",
    file: "a.json",
    settings: sections("a.json"),
    write(directory, spaces) {
      const all = resources(directory);
      const pages = [all.slice(0, 3), all.slice(3)].map((Resources) =>
        spaced({ schemas: [`${MESSAGES}:ListResponse`], totalResults: all.length, Resources }, spaces),
      );
      return pages.join(spaces[0]);
    },
  },
  {
    name: "a bulk request",
    file: "a.json",
    settings: sections("a.json"),
    write: ({ people, teams }, spaces) =>
      spaced(
        {
          schemas: [`${MESSAGES}:BulkRequest`],
          Operations: [
            ...people.map((each) => ({ method: "POST", path: "/Users", data: person(each) })),
            ...teams.map((team) => ({ data: team, path: "/Groups", method: "post" })),
          ],
        },
        spaces,
      ),
  },
];
