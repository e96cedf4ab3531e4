import type { Occasion, Standing, Trouble } from "./trouble.ts";

/** What a channel sends. */
export interface Notice {
  readonly version: 1;
  readonly occasion: Occasion;
  readonly target: string | null;
  /** One sentence. */
  readonly summary: string;
  readonly remedies: readonly string[];
  /** ISO 8601, since when the trouble is as it is now. */
  readonly since: string;
  /** ISO 8601. */
  readonly at: string;
  /** The machine. */
  readonly host: string;
}

/** Of what a channel was told, by occasion; nothing else is a trouble in its eyes. */
export type Told = Readonly<
  Partial<Record<Trouble["occasion"], { readonly reason: string; readonly since: string }>>
>;

export interface Due {
  readonly notices: readonly Pick<Notice, "occasion" | "target" | "summary" | "remedies" | "since">[];
  /** What the channel has been told of once the notices are delivered. */
  readonly told: Told;
}

/**
 * What a channel is to be told now: a trouble that is new or another one than before, and once nothing is left of what it was
 * told of, that. Troubles of which it does not want to hear are none.
 */
export function dueTo(on: ReadonlySet<Occasion>, told: Told, standing: Standing, now: string): Due {
  const heard = standing.troubles.filter(({ occasion }) => on.has(occasion));
  const target = standing.target ?? null;
  const news = heard.filter(({ occasion, reason }) => told[occasion]?.reason !== reason);
  const kept = Object.entries(told).filter(
    ([occasion]) => !standing.lookedAt.some((one) => one === occasion),
  );
  const next: Told = Object.fromEntries([
    ...kept,
    ...heard.map(({ occasion, reason }) => {
      const before = told[occasion];
      return [occasion, before?.reason === reason ? before : { reason, since: now }] as const;
    }),
  ]);
  const notices = news.map(({ occasion, summary, remedies }) => ({
    occasion,
    target,
    summary,
    remedies,
    since: now,
  }));
  const was = Object.values(told).map(({ since }) => since);
  const isOver = was.length > 0 && Object.keys(next).length === 0;
  if (!isOver || !on.has("recovered")) return { notices, told: next };
  const [since = now] = was.toSorted();
  const summary = `${standing.target ?? "the source"}: all is well again; there was trouble since ${since}`;
  return { notices: [{ occasion: "recovered", target, summary, remedies: [], since }], told: next };
}
