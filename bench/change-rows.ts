import { join } from "node:path";
import { runBare } from "./bare-run.ts";
import type { BenchRow } from "./bench-row.ts";
import { captureWrites } from "./captured-writes.ts";
import { interleave, median, medianOf } from "./interleave.ts";
import { requestsOf } from "./server.ts";
import { runProgram, writeVariants } from "./synced-folder.ts";
import { costs } from "./unchanged-rows.ts";
import type { Workbench } from "./workbench.ts";

/** One user in a thousand has another title, against an unchanged sync and as many bare requests. */
export async function fewChangedRow(bench: Workbench): Promise<readonly BenchRow[]> {
  const synced = await bench.synced(bench.users);
  const { folder, server } = synced;
  const changed = Math.ceil(bench.users / 1_000);
  const put = await writeVariants(synced, { made: {}, rotated: { order: "rotated" }, changed: { changed } });
  const syncOn = async (name: "made" | "rotated" | "changed") => {
    await put(name);
    return runProgram(synced, "sync");
  };
  const writes = join(folder, "writes");
  await syncOn("made");
  await captureWrites(server, writes, () => syncOn("changed"));
  const sent: number[] = [];
  const { ours, unchanged, requests } = await interleave(bench.runs, {
    async ours() {
      await syncOn("made");
      await server.tally();
      const run = await syncOn("changed");
      sent.push(requestsOf(await server.tally()));
      await syncOn("made");
      return run;
    },
    unchanged: () => syncOn("rotated"),
    requests: () =>
      runBare<{ seconds: number }>("bare-requests", folder, [server.url, server.token, writes, "16"]),
  });
  const seconds = medianOf(ours, (run) => run.seconds);
  const [still, bare] = [
    medianOf(unchanged, (run) => run.seconds),
    medianOf(requests, ({ said }) => said.seconds),
  ];
  return [
    {
      name: "few-changed",
      ours: seconds,
      bare: still + bare,
      ratio: seconds / (still + bare),
      bar: 1.2,
      bound: "at most",
      compares: "ratio",
      unit: "s",
      // Beside the changes, a run asks what the provider can do, and whether it is there.
      limits: [
        { name: "requests", value: median(sent), bar: changed + 2, bound: "at most", unit: "requests" },
      ],
      details: { users: bench.users, changed, unchangedSeconds: still, requestSeconds: bare, ...costs(ours) },
    },
  ];
}
