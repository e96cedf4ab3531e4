import { rm } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { plainClient } from "../support/servers/plain-client.ts";
import { seedOf } from "./dice.ts";
import type { Provider } from "./provider.ts";
import type { Relay } from "./relay.ts";
import { isGood, playTidily, type RoundEnd, type RoundPlan, type Sabotage } from "./round.ts";
import { chooseSeed } from "./seeded.ts";
import { describeEnd, describeFailure } from "./tally.ts";

const seed = chooseSeed();
/** Of the long version, `npm run chaos`, as many rounds as fit here. */
const plans: readonly (RoundPlan & { readonly round: number })[] = [
  ...[0, 1, 2, 3].map((round) => ({ server: "sandbox", round, seed: seedOf(seed, round) }) as const),
  ...[0, 1].map((round) => ({ server: "saml-jackson", round, seed: seedOf(seed, round) }) as const),
];

async function playAll(): Promise<readonly RoundEnd[]> {
  const left = [...plans];
  const ends: RoundEnd[] = [];
  async function lane(): Promise<void> {
    for (let plan = left.shift(); plan !== undefined; plan = left.shift()) {
      const end = await playTidily(plan);
      ends.push(end);
      if (!isGood(end)) console.log(describeFailure(end, seed, plan.round));
    }
  }
  await Promise.all([lane(), lane()]);
  return ends;
}

test(`rounds of runs that are killed, hindered and cut off, and one good run; seed ${seed} (SCIMSYNC_TEST_SEED)`, async () => {
  const began = performance.now();
  const ends = await playAll();
  const seconds = (performance.now() - began) / 1000;
  for (const server of ["sandbox", "saml-jackson"] as const)
    console.log(
      describeEnd(
        server,
        ends.filter(({ plan }) => plan.server === server),
        seconds,
      ),
    );
  expect(ends.filter((end) => !isGood(end)).map((end) => describeFailure(end, seed, 0))).toEqual([]);
  expect(ends.flatMap(({ kills }) => kills).length).toBeGreaterThan(plans.length);
  expect(ends.reduce((sum, { requests }) => sum + requests, 0)).toBeGreaterThan(plans.length * 40);
}, 240_000);

/** A round that would be good, in which somebody else does something to the provider. */
async function sabotaged(sabotage: Sabotage): Promise<RoundEnd> {
  const end = await playTidily({ server: "sandbox", seed: 7 }, sabotage);
  onTestFinished(() => rm(end.folder, { recursive: true, force: true }));
  return end;
}

async function anyUser(provider: Provider): Promise<string> {
  const user = (await provider.users()).find(({ active }) => active === true);
  return user?.["id"] as string;
}

const clientOf = (provider: Provider, relay?: Relay) =>
  plainClient({ ...provider, baseUrl: relay?.baseUrl ?? provider.baseUrl });

test("an account that goes behind the back of the harness is seen, and how to see it again is said", async () => {
  const end = await sabotaged(async (provider) => {
    await clientOf(provider).send("DELETE", `/Users/${await anyUser(provider)}`);
  });
  expect(isGood(end)).toBe(false);
  expect(end.findings).toContainEqual({ fault: "lost", what: expect.stringContaining("has no account") });
  expect(describeFailure(end, 5, 3)).toMatch(
    /lost: p\d+ has no account[^]*npm run chaos -- --seed 5 --server sandbox --round 3/,
  );
});

test("a write that no operation tells of is seen", async () => {
  const end = await sabotaged(async (provider, relay) => {
    const path = `/Users/${await anyUser(provider)}`;
    // It changes nothing, and yet it was sent.
    await clientOf(provider, relay).send("DELETE", `${path}-not-there`);
  });
  expect(end.findings).toEqual([]);
  expect(end.unaccounted).toEqual([expect.stringMatching(/^run \d+: DELETE \/Users\/.*-not-there/)]);
});
