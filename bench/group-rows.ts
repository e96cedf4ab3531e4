import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BenchRow } from "./bench-row.ts";
import { requestsOf, startBareProvider } from "./server.ts";
import { makeFolder, runProgram } from "./synced-folder.ts";
import type { Workbench } from "./workbench.ts";

/** Ten members of a large group change: requests and bytes are counted, and are the same in every run. */
export async function groupRow(bench: Workbench): Promise<readonly BenchRow[]> {
  const users = Math.min(50_000, bench.users);
  const [folder, server] = [bench.newFolder(), await bench.serve(() => startBareProvider())];
  await makeFolder(folder, { users, groups: 1, memberships: 0 }, server);
  /** The members are all from the first to the last of these numbers. */
  const syncOn = async (first: number, last: number) => {
    const rows = Array.from({ length: last - first + 1 }, (_, at) => memberRow(first + at));
    await writeFile(join(folder, "memberships.csv"), `group_id,employee_id\n${rows.join("")}`);
    const run = await runProgram({ folder, server }, "sync");
    return { run, tally: await server.tally() };
  };
  await syncOn(0, users - 10);
  // The first removal at a provider is looked at, and believed from then on.
  await syncOn(1, users - 9);
  const { run, tally } = await syncOn(6, users - 4);
  const patches = requestsOf(tally, "PATCH Groups");
  await server.stop();
  return [
    {
      name: "group",
      ours: patches,
      bare: 1,
      ratio: patches,
      bar: 1,
      bound: "at most",
      compares: "ratio",
      unit: "PATCH requests",
      limits: [
        {
          name: "size of the PATCH",
          value: tally.kinds["PATCH Groups"]?.largest ?? 0,
          bar: 2_000,
          bound: "at most",
          unit: "bytes",
        },
        { name: "requests", value: tally.requests, bar: 3, bound: "at most", unit: "requests" },
      ],
      details: {
        members: users - 9,
        changed: 10,
        asked: JSON.stringify(tally.kinds),
        seconds: run.seconds,
        mb: run.peakMb,
      },
    },
  ];
}

function memberRow(number: number): string {
  return `g0,e${String(number).padStart(7, "0")}\n`;
}
