import type { Terminal } from "./terminal.ts";

/** What is listed of one target. */
export interface TargetList {
  /** What stands before the rows, the name of the target first. */
  readonly head: object;
  readonly rows: Iterable<unknown>;
}

/** Writes lists of targets as one JSON document, the rows under `name`, each as it is read, however many there are. */
export async function writeTargetLists(
  terminal: Terminal,
  name: string,
  lists: Iterable<TargetList>,
): Promise<void> {
  await terminal.out('{"version":1,"targets":[');
  let comma = "";
  for (const { head, rows } of lists) {
    await terminal.out(`${comma}${JSON.stringify(head).slice(0, -1)},"${name}":[`);
    comma = "";
    for (const row of rows) {
      await terminal.out(comma + JSON.stringify(row));
      comma = ",";
    }
    await terminal.out("]}");
    comma = ",";
  }
  await terminal.out("]}\n");
}
