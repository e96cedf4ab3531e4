import type { EntryId } from "../../plan/operation.ts";
import type { Attributes, SourceKey } from "../../source/record.ts";
import type { EntryView, TargetStore } from "../target-store.ts";
import type { Database } from "./open.ts";

/** Users who get an account that they do not have yet, in SQLite. */
export function createArrivals(database: Database): Pick<TargetStore, "arriving" | "arrivingUser"> {
  const listed = `SELECT e.id, e.key, a.attributes FROM entry e CROSS JOIN entry_attributes a ON a.entry = e.id
     WHERE e.kind = 'user' AND e.present = 1
       AND EXISTS (SELECT 1 FROM moving v WHERE v.entry = e.id AND v.move = 'arriving')
       AND NOT EXISTS (SELECT 1 FROM link l WHERE l.target = @target AND l.entry = e.id)`;
  const page = database.prepare(`${listed} AND e.key > @after ORDER BY e.key LIMIT @limit`).raw();
  const one = database.prepare(`${listed} AND e.id = @entry`).raw();
  return {
    arriving: (target, after, limit) =>
      (page.all({ target, after: after ?? "", limit }) as ArrivalRow[]).map(readArrival),
    arrivingUser(target, entry) {
      const row = one.get({ target, entry }) as ArrivalRow | undefined;
      return row === undefined ? undefined : readArrival(row);
    },
  };
}

type ArrivalRow = readonly [entry: EntryId, key: SourceKey, attributes: string];

function readArrival([entry, key, attributes]: ArrivalRow): EntryView {
  const about = { entry, key, name: undefined, link: undefined, attention: undefined };
  return { ...about, attributes: JSON.parse(attributes) as Attributes };
}
