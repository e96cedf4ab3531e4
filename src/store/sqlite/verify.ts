import type { StateKey } from "./cipher.ts";
import { openForReading, type Database, applicationId } from "./open.ts";
import { migrations } from "./migrations.ts";
import { asStateError } from "./state-fault.ts";

/** Something of the state that cannot be as it is. */
export interface StateFinding {
  readonly check: string;
  /** What it means, for people. */
  readonly message: string;
  /** How many rows it is about. */
  readonly count: number;
  /** Some of them. */
  readonly examples: readonly string[];
}

export interface StateVerdict {
  /** Of the schema of the file, and of this program. */
  readonly schema: number;
  readonly knownSchema: number;
  readonly findings: readonly StateFinding[];
}

/** Each query gives examples of what must not be, as text. */
interface Rule {
  readonly check: string;
  readonly message: string;
  readonly sql: string;
}

const rules: readonly Rule[] = [
  {
    check: "links-without-entry",
    message: "accounts or groups are linked to a record that the directory has never had",
    sql: "SELECT target || ' ' || kind || ' ' || scim_id FROM link l WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.id = l.entry AND e.kind = l.kind)",
  },
  {
    check: "links-without-id",
    message: "links have no id of the target",
    sql: "SELECT target || ' entry ' || entry FROM link WHERE scim_id = ''",
  },
  {
    check: "members-of-no-group",
    message: "members are noted for a group that is not linked",
    sql: `SELECT DISTINCT m.target || ' group ' || m."group" FROM link_member m WHERE NOT EXISTS (SELECT 1 FROM link l WHERE l.target = m.target AND l.entry = m."group" AND l.kind = 'group')`,
  },
  {
    check: "memberships-without-entry",
    message: "memberships name a group or a member that the directory has never had",
    sql: `SELECT m."group" || ' ' || m.member FROM membership m WHERE NOT EXISTS (SELECT 1 FROM entry WHERE id = m."group") OR NOT EXISTS (SELECT 1 FROM entry WHERE id = m.member)`,
  },
  {
    check: "attention-without-entry",
    message: "something waits to be done for a record that the directory has never had",
    sql: "SELECT target || ' entry ' || entry FROM attention a WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.id = a.entry)",
  },
  {
    check: "attributes-without-entry",
    message: "attributes belong to no record",
    sql: "SELECT 'entry ' || entry FROM entry_attributes a WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.id = a.entry)",
  },
  {
    check: "operations-without-run",
    message: "operations belong to no run",
    sql: "SELECT 'operation ' || seq FROM operation o WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.id = o.run)",
  },
  {
    check: "operations-without-outcome",
    message: "operations are said to be over, and have no outcome",
    sql: "SELECT 'operation ' || seq FROM operation WHERE state IN ('succeeded', 'failed', 'indeterminate') AND outcome IS NULL",
  },
  {
    check: "operations-out-of-order",
    message: "operations have a number that comes before that of an older run",
    sql: `SELECT r.id FROM run r CROSS JOIN (SELECT run, min(seq) AS first FROM operation GROUP BY run) o ON o.run = r.id
      WHERE o.first < (SELECT max(p.seq) FROM run b CROSS JOIN operation p ON p.run = b.id WHERE b.target = r.target AND b.started_at < r.started_at AND b.finished_at <= r.started_at
        AND b.started_at = (SELECT max(started_at) FROM run c WHERE c.target = r.target AND c.started_at < r.started_at))`,
  },
  {
    check: "entries-of-the-future",
    message: "records were changed by a read that never was accepted",
    sql: "SELECT kind || ' ' || id FROM entry WHERE revision > (SELECT coalesce(max(revision), 0) FROM reading)",
  },
  {
    check: "targets-of-the-future",
    message: "targets were planned for by a read that never was accepted",
    sql: "SELECT id FROM target WHERE revision > (SELECT coalesce(max(revision), 0) FROM reading)",
  },
];

const shown = 5;

/**
 * Looks through the whole state file: the pages, and what must hold of what is in it. Takes about as long as reading
 * the file a few times. Throws `StateError` when it is no state file at all.
 */
export function verifyState(file: string, key?: StateKey): StateVerdict {
  const database = openForReading(file, key);
  try {
    const schema = database.pragma("user_version", { simple: true }) as number;
    const knownSchema = migrations.length;
    const findings = [...identity(database), ...pages(database)];
    // Relations are those of this schema; the next run brings an older file up to date.
    if (schema === knownSchema) findings.push(...rules.flatMap((rule) => broken(database, rule)));
    return { schema, knownSchema, findings };
  } catch (error) {
    throw asStateError(error, file);
  } finally {
    database.close();
  }
}

function identity(database: Database): readonly StateFinding[] {
  if (database.pragma("application_id", { simple: true }) === applicationId) return [];
  return [{ check: "identity", message: "it is a database of another program", count: 1, examples: [] }];
}

function pages(database: Database): readonly StateFinding[] {
  const said = attempt(() => database.prepare("PRAGMA integrity_check(100)").pluck().all() as string[]);
  const faults = said.filter((line) => line !== "ok");
  if (faults.length === 0) return [];
  const message = "the file is damaged: put a backup in its place";
  return [{ check: "integrity", message, count: faults.length, examples: faults.slice(0, shown) }];
}

function broken(database: Database, { check, message, sql }: Rule): readonly StateFinding[] {
  const examples: string[] = [];
  let count = 0;
  const failed = attempt(() => {
    for (const row of database.prepare(sql).pluck().iterate() as Iterable<string>) {
      count += 1;
      if (examples.length < shown) examples.push(row);
    }
    return [];
  });
  if (count === 0 && failed.length === 0) return [];
  return [{ check, message, count: count + failed.length, examples: [...examples, ...failed] }];
}

/** What cannot be read is a finding, too. */
function attempt(read: () => string[]): readonly string[] {
  try {
    return read();
  } catch (error) {
    return [(error as Error).message];
  }
}
