import type { DirectoryStore } from "../directory-store.ts";
import type { Database } from "./open.ts";

/** How often each value of an attribute occurs among the users, in SQLite. */
export function createValueCounts(database: Database): Pick<DirectoryStore, "valueCounts"> {
  const counts = database.prepare(
    `SELECT v.value, count(*) AS users
     FROM entry e CROSS JOIN entry_attributes a ON a.entry = e.id, json_each(a.attributes, ?) v
     WHERE e.kind = 'user' AND e.present = 1 AND instr(',' || e.sources || ',', ?) > 0
       AND v.type IN ('text', 'integer', 'real', 'true', 'false')
     GROUP BY v.value`,
  );
  return {
    valueCounts(attribute, source) {
      const rows = counts.all(pathOf(attribute), `,${source},`) as { value: unknown; users: number }[];
      return new Map(rows.map(({ value, users }) => [String(value), users]));
    },
  };
}

/** `department` as `$."department"`; a quote inside would end the name, and no attribute of a directory has one. */
function pathOf(attribute: string): string {
  return `$."${attribute.replaceAll('"', "")}"`;
}
