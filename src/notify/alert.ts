import type { Occasion } from "../config/notify-schema.ts";
import type { Standing, Trouble } from "./trouble.ts";

/** What a channel sends. */
export interface Alert {
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

type DueAlert = Pick<Alert, "occasion" | "target" | "summary" | "remedies" | "since">;

export interface Due {
  readonly alerts: readonly DueAlert[];
  /** What the channel has been told of once the alerts are delivered. */
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
  const alerts: readonly DueAlert[] = news.map(({ occasion, summary, remedies }) => ({
    occasion,
    target,
    summary,
    remedies,
    since: now,
  }));
  if (!on.has("recovered")) return { alerts, told: next };
  return { alerts: [...alerts, ...endings(told, next, standing.target)], told: next };
}

/** Credentials end for weeks: what goes wrong and right meanwhile is a matter of its own. */
const matters: readonly { readonly occasions: readonly Trouble["occasion"][]; readonly over: string }[] = [
  { occasions: ["guard", "failure", "missing"], over: "all is well again; there was trouble" },
  { occasions: ["expiring"], over: "the credentials are good for a while again; they were not" },
];

function endings(told: Told, next: Told, target: string | undefined): readonly DueAlert[] {
  return matters.flatMap(({ occasions, over }) => {
    const [since] = occasions.flatMap((one) => told[one]?.since ?? []).toSorted();
    if (since === undefined || occasions.some((one) => next[one] !== undefined)) return [];
    const summary = `${target ?? "the source"}: ${over} since ${since}`;
    return [{ occasion: "recovered" as const, target: target ?? null, summary, remedies: [], since }];
  });
}
