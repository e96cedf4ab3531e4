/**
 * The crash harness: directories that live through runs which are killed, hindered and cut off, and then one good run.
 *
 *   npm run chaos -- [--rounds N] [--seed S] [--server sandbox|saml-jackson|both] [--round K] [--times N]
 */
import { parseArgs } from "node:util";
import { chooseSeed } from "./seeded.ts";
import { seedOf } from "./dice.ts";
import { type ServerName, serverNames } from "./provider.ts";
import { isGood, playTidily, type RoundEnd, type RoundPlan } from "./round.ts";
import { describeEnd, describeFailure } from "./tally.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "300" },
    seed: { type: "string" },
    server: { type: "string", default: "both" },
    round: { type: "string" },
    times: { type: "string", default: "1" },
    parallel: { type: "string", default: "2" },
  },
});
const seed = values.seed === undefined ? chooseSeed() : Number(values.seed);
const servers = serverNames.filter((name) => values.server === "both" || values.server === name);
if (servers.length === 0) throw new Error(`--server is ${serverNames.join(", ")} or both`);

interface Numbered extends RoundPlan {
  readonly round: number;
}

function plansFor(server: ServerName): readonly Numbered[] {
  const one = (round: number): Numbered => ({ server, round, seed: seedOf(seed, round) });
  if (values.round === undefined)
    return Array.from({ length: Number(values.rounds) }, (_, round) => one(round));
  return Array.from({ length: Number(values.times) }, () => one(Number(values.round)));
}

async function playAll(plans: readonly Numbered[]): Promise<readonly RoundEnd[]> {
  const left = [...plans];
  const ends: RoundEnd[] = [];
  async function lane(): Promise<void> {
    for (let plan = left.shift(); plan !== undefined && !stop.signal.aborted; plan = left.shift()) {
      const end = await playTidily(plan);
      ends.push(end);
      process.stderr.write(isGood(end) ? "." : `\n${describeFailure(end, seed, plan.round)}\n`);
    }
  }
  await Promise.all(Array.from({ length: Number(values.parallel) }, lane));
  process.stderr.write("\n");
  return ends;
}

// Whoever is asked to stop finishes the rounds that are under way, and tells the figures.
const stop = new AbortController();
process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());

console.log(`seed ${seed}`);
for (const server of servers) {
  const began = performance.now();
  const ends = await playAll(plansFor(server));
  console.log(describeEnd(server, ends, (performance.now() - began) / 1000));
  if (!ends.every(isGood)) process.exitCode = 1;
}
// Whatever a server of others left open keeps nobody waiting.
process.exit();
