import type { ServerName } from "./provider.ts";
import { isGood, type RoundEnd } from "./round.ts";
import { faultsOfState } from "./verdict.ts";

const shownLines = 20;
const shownCharacters = 1_000;

/** What failed, and the command that plays that round alone. */
export function describeFailure(
  { plan, findings, complaints, unaccounted, folder }: RoundEnd,
  seed: number,
  round: number,
): string {
  const lines = [
    ...findings.map(({ fault, what }) => `${fault}: ${what}`),
    ...complaints,
    ...unaccounted.map((write) => `unaccounted: ${write}`),
  ];
  return [
    `round ${round} at ${plan.server} failed; its folder is ${folder}`,
    ...lines.slice(0, shownLines).map((line) => `  ${line.slice(0, shownCharacters)}`),
    ...(lines.length > shownLines ? [`  and ${lines.length - shownLines} more`] : []),
    `  again: npm run chaos -- --seed ${seed} --server ${plan.server} --round ${round}`,
  ].join("\n");
}

/** The figures of all rounds at one server. */
export function describeEnd(server: ServerName, ends: readonly RoundEnd[], seconds: number): string {
  const sum = (count: (end: RoundEnd) => number) => ends.reduce((all, end) => all + count(end), 0);
  const kills = ends.flatMap((end) => end.kills);
  const faults = ends.flatMap((end) => end.faults);
  const states = faultsOfState.map((name): readonly [string, number] => [
    name,
    sum(({ findings }) => findings.filter(({ fault }) => fault === name).length),
  ]);
  const rows: readonly (readonly [string, number | string])[] = [
    ["rounds", ends.length],
    ["failed", ends.filter((end) => !isGood(end)).length],
    ["runs", sum(({ runs }) => runs)],
    ["kills", `${kills.length} (${countsOf(kills)})`],
    ["faults", `${faults.length} (${countsOf(faults.map(kindOf))})`],
    ["restarts", sum(({ restarts }) => restarts)],
    ["requests", sum(({ requests }) => requests)],
    ...states,
    ["unaccounted writes", sum(({ unaccounted }) => unaccounted.length)],
    ["other complaints", sum(({ complaints }) => complaints.length)],
    ["seconds", seconds.toFixed(0)],
  ];
  return [`${server}:`, ...rows.map(([name, value]) => `  ${name.padEnd(20)}${value}`)].join("\n");
}

function kindOf(fault: string): string {
  return fault.split(":")[0] ?? fault;
}

function countsOf(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}
