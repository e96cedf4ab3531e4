import type { Json } from "../../canonical.ts";
import { patience } from "../../plan/remark.ts";
import { hideSealsIn } from "../../plan/secret-values.ts";
import type { ResourceType } from "../../scim/resource.ts";
import type { JournalStore, NotSticky } from "../journal-store.ts";
import type { Database } from "./open.ts";

/** What a run saw not kept again and again, by path, in SQLite. */
export function createNotSticky(database: Database): JournalStore["notSticky"] {
  // Beside min() SQLite takes the other columns from the row of the smallest key.
  const select = database.prepare(
    `SELECT o.resource, n.value ->> 'path' AS attribute, count(*) AS count, min(o.key) AS key, o.name,
            n.value -> 'sent' AS sent, n.value -> 'found' AS found
     FROM operation o CROSS JOIN json_each(o.outcome, '$.notKept') n
     WHERE o.run = ? AND n.value ->> 'times' >= ${patience}
     GROUP BY o.resource, attribute ORDER BY count DESC, attribute LIMIT ?`,
  );
  return (run, limit) => (select.all(run, limit) as Row[]).map(readRow);
}

interface Row {
  readonly resource: ResourceType;
  readonly attribute: string;
  readonly count: number;
  readonly key: string;
  readonly name: string;
  /** JSON text, as is `found`. */
  readonly sent: string;
  readonly found: string;
}

function readRow({ resource, attribute: path, count, key, name, sent, found }: Row): NotSticky {
  const [wanted, there] = [sent, found].map((text) => JSON.parse(text) as Json);
  return {
    resource,
    path,
    count,
    example: hideSealsIn({ key, name, sent: wanted ?? null, found: there ?? null }),
  };
}
