import { expect, onTestFinished, test } from "vitest";
import type { RunReport } from "../../src/sync/report.ts";
import { chooseSeed, seeded } from "../chaos/seeded.ts";
import { heldBy, saidBy } from "../support/holdings.ts";
import { install, type Installation } from "../support/installation.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { days } from "../wild/days.ts";
import { hostileAnswer } from "./hostile-answer.ts";
import { makeBomb, type Random } from "./hostile-body.ts";
import { hastyClock } from "./hostile-calls.ts";
import { type Mischief, relay, type RelayedServer } from "./hostile-relay.ts";
import type { Heard } from "./hostile-server.ts";
import { unreadableAnswer } from "./hostile-unreadable.ts";

/** Companies that live through it, for each kind of mischief; SCIMSYNC_FUZZ makes it many. */
const rounds = process.env["SCIMSYNC_FUZZ"] === undefined ? 2 : 40;
const seeds = Array.from({ length: rounds }, (_, at) => chooseSeed() + at);
/** Done, some failed, removals held, target not workable: all that an answer may lead to. */
const exitCodes: readonly number[] = [0, 3, 4, 6];
/** Runs after the mischief ended in which everything must be put right. */
const runsToMend = 3;

interface Setting {
  readonly server: RelayedServer;
  readonly installation: Installation;
}

async function set(choose: (heard: Heard) => Mischief | undefined): Promise<Setting> {
  const server = await relay(await startSandboxServer());
  server.setMischief(choose);
  const installation = await install(server, { limits: { timeout: "150ms", concurrency: 4 } }, hastyClock());
  onTestFinished(async () => {
    await server.close();
    await installation.remove();
  });
  return { server, installation };
}

function mischief(
  random: Random,
  share: number,
  answer: () => Mischief["reaction"],
): () => Mischief | undefined {
  return () => (random() < share ? { reaction: answer(), isDone: random() < 0.5 } : undefined);
}

/** A company lives through its days, with two runs a day. */
async function live({ installation }: Setting): Promise<readonly RunReport[]> {
  const reports: RunReport[] = [];
  for (const { directory } of days()) {
    reports.push(await installation.sync(directory));
    reports.push(await installation.sync());
  }
  return reports;
}

test.each(seeds)(
  "a sync ends with an exit code, whatever is answered (seed %i)",
  async (seed) => {
    const random = seeded(seed);
    const bomb = makeBomb();
    const share = random() < 0.3 ? 1 : random() / 2;
    let heard: Heard | undefined;
    const choose = mischief(random, share, () =>
      hostileAnswer(random, heard ?? { method: "GET", path: "/" }, bomb),
    );
    const setting = await set((request) => {
      heard = request;
      return choose();
    });
    for (const { exitCode } of await live(setting)) expect(exitCodes).toContain(exitCode);
  },
  120_000,
);

test.each(seeds)(
  "answers that nobody can read make no account twice and none lost: it comes right once they end (seed %i)",
  async (seed) => {
    const random = seeded(seed);
    const setting = await set(mischief(random, 0.1 + random() / 4, () => unreadableAnswer(random)));
    const { server, installation } = setting;
    for (const { exitCode } of await live(setting)) expect(exitCodes).toContain(exitCode);

    server.setMischief(() => undefined);
    installation.configure({ limits: { timeout: "30s", concurrency: 4 } });
    const reports: RunReport[] = [];
    for (let run = 0; run < runsToMend; run += 1) reports.push(await installation.sync());
    const last = reports.at(-1);
    const today = days().at(-1);
    if (today === undefined) throw new Error("there are no days");
    expect(last?.failures).toEqual([]);
    expect(last).toMatchObject({ exitCode: 0, requests: { total: 0 } });
    expect(await heldBy(server)).toEqual(saidBy(today.directory, today.besides));
  },
  120_000,
);
