import type { Investigation } from "./investigation.ts";

/** What answers told of limits, and how long they took. Asks nothing. */
export function probePace({ asker, notes, target }: Investigation): void {
  const { knobs } = target;
  const sorted = asker.times.toSorted((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  notes.probe({
    area: "pace",
    what: "time of an answer",
    seen: `${Math.round(median)} ms in the middle, ${Math.round(sorted.at(-1) ?? 0)} ms at most`,
    does: "limits of the target hold",
    verdict: "ok",
  });
  const seen = [...asker.limitHeaders].map(([name, value]) => `${name}: ${value}`);
  const wanted = [knobs.inForce("pacing.quota.remaining"), knobs.inForce("pacing.quota.reset")];
  notes.probe({
    area: "pace",
    what: "headers about limits",
    seen: seen.length === 0 ? "none" : seen.join(", "),
    ...(wanted[0] !== undefined && { knob: wanted[0] }),
    verdict: "ok",
  });
  for (const [part, knob] of [
    ["remaining", wanted[0]],
    ["reset", wanted[1]],
  ] as const) {
    const name = typeof knob?.value === "string" ? knob.value.toLowerCase() : "";
    const isSeen = asker.limitHeaders.has(name);
    const other = [...asker.limitHeaders.keys()].find((name) => name.endsWith(`-${part}`));
    if (!isSeen && other !== undefined)
      notes.suggest(`pacing.quota.${part}`, other, `answers have the header ${other}`);
  }
}
