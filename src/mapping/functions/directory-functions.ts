import type { Run } from "../bounds.ts";
import type { BrokenTable, LookupTable } from "../lookup-table.ts";
import { foldName } from "../../fold-name.ts";
import { suggest } from "../../nearest.ts";
import { onText } from "../present-values.ts";
import { makeReference } from "../reference.ts";
import { compileWildcards } from "../wildcard.ts";
import type { PlainFunction, Preparation, PreparedFunction } from "./mapping-function.ts";

/** Names that `inGroup` takes at most. */
const mostGroups = 8;

export const reference: PlainFunction = {
  signature: "ref(dyn): dyn",
  description: "ref(user.manager_id) — the id at this target of the user with that key",
  apply: (_run, key: unknown) => onText(key, (t) => makeReference(t.trim())),
};

export const directoryFunctions: readonly PreparedFunction[] = [
  {
    signature: "inGroup(string, …): bool",
    description: `inGroup("engineering", "support-*") — whether the user is in one of up to ${mostGroups} groups, nested ones included; \`*\` stands for any characters, case does not count`,
    usage: 'inGroup("name", …)',
    arguments: { least: 1, most: mostGroups },
    isWritten: () => true,
    returns: "bool",
    isMethod: false,
    usesGroups: true,
    prepare: (names) => {
      const isOne = compileWildcards(names.filter((name) => name !== undefined));
      return (run: Run) => (run.input.groups ?? []).some(isOne);
    },
  },
  {
    signature: "lookup(string, dyn, string): dyn",
    description:
      'lookup("countries.csv", user.country) — the cell beside the key in a table, a CSV file that stands beside the config; with a third argument, that of the column of that name; nothing for a key that the table does not have',
    usage: 'lookup("table.csv", key) or lookup("table.csv", key, "column")',
    arguments: { least: 2, most: 3 },
    isWritten: (argument) => argument !== 1,
    returns: "dyn",
    isMethod: false,
    usesGroups: false,
    prepare: ([file = "", , column], context) => {
      const table = tableOf(file, context);
      const index = columnOf(file, table, column, context);
      return (_run, _file: unknown, key: unknown) =>
        onText(key, (text) => table.rows.get(text.trim())?.[index] || null);
    },
  },
];

function tableOf(file: string, { tables, refuse }: Preparation): LookupTable {
  const table: LookupTable | BrokenTable | undefined = tables.get(file);
  if (table === undefined) return refuse(0, `the table ${file} is not read here`);
  if (!("faults" in table)) return table;
  const [first = "", ...more] = table.faults;
  return refuse(0, more.length === 0 ? first : `${first}; and ${more.length} more`);
}

/** Which column is meant; when none is named, the only one beside the keys. */
function columnOf(
  file: string,
  { columns }: LookupTable,
  column: string | undefined,
  { refuse }: Preparation,
): number {
  if (column === undefined) {
    if (columns.length === 2) return 1;
    const others = columns.slice(1).join(", ");
    return refuse(0, `${file} must have one column beside the keys, or say which: ${others}`);
  }
  const index = columns.indexOf(foldName(column));
  return index === -1 ? refuse(2, `${file} has no column "${column}"; ${suggest(column, columns)}`) : index;
}
