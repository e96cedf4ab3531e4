import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BenchRow } from "./bench-row.ts";
import type { Measured } from "./measured-run.ts";
import { requestsOf, startBareProvider } from "./server.ts";
import { makeFolder, runProgram } from "./synced-folder.ts";
import type { Tally } from "./watch-requests.ts";
import type { Workbench } from "./workbench.ts";

/**
 * Ten members of a large group change: requests and bytes are counted, and are the same in every run. Those who come and
 * those who go are operations of their own, so five of each are two requests.
 */
export async function groupRows(bench: Workbench): Promise<readonly BenchRow[]> {
  const users = Math.min(50_000, bench.users);
  const [folder, server] = [bench.newFolder(), await bench.serve(() => startBareProvider())];
  await makeFolder(folder, { users, groups: 1, memberships: 0 }, server);
  /** The members are all from the first to the last of these numbers. */
  const syncOn = async (first: number, last: number): Promise<Change> => {
    const rows = Array.from({ length: last - first + 1 }, (_, at) => memberRow(first + at));
    await writeFile(join(folder, "memberships.csv"), `group_id,employee_id\n${rows.join("")}`);
    const run = await runProgram({ folder, server }, "sync");
    return { run, tally: await server.tally(), members: rows.length };
  };
  await syncOn(0, users - 30);
  // The first removal at a provider is looked at, and the first of several.
  await syncOn(1, users - 30);
  await syncOn(11, users - 30);
  const rows = [
    groupRow("group-added", await syncOn(11, users - 20), 1),
    groupRow("group-removed", await syncOn(21, users - 20), 1),
    groupRow("group-both", await syncOn(26, users - 15)),
  ];
  await server.stop();
  return rows;
}

interface Change {
  readonly run: Measured;
  readonly tally: Tally;
  readonly members: number;
}

function groupRow(name: string, { run, tally, members }: Change, bar?: number): BenchRow {
  const patches = requestsOf(tally, "PATCH Groups");
  const bytes = tally.kinds["PATCH Groups"]?.largest ?? 0;
  return {
    name,
    ours: patches,
    bare: 1,
    ratio: patches,
    ...(bar !== undefined && { bar }),
    bound: "at most",
    compares: "ratio",
    unit: "PATCH",
    limits: [
      { name: "size of a PATCH", value: bytes, bar: 2_000, bound: "at most", unit: "bytes" },
      // A run asks first what the provider can do, and whether it is there.
      { name: "requests", value: tally.requests, bar: 2 + patches, bound: "at most", unit: "requests" },
    ],
    details: { members, changed: 10, seconds: run.seconds, mb: run.peakMb },
  };
}

function memberRow(number: number): string {
  return `g0,e${String(number).padStart(7, "0")}\n`;
}
