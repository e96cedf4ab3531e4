import type { TargetConfig } from "../../config/config.ts";
import type { Operation } from "../../plan/operation.ts";
import type { LookUpChoice } from "../../push/find/choose-listing.ts";
import { mayBeWorthListing } from "../../push/find/worth-listing.ts";
import { type Ahead, countAhead } from "../../scim/pace/ahead.ts";
import type { ScimClient } from "../../scim/client.ts";
import { endpoints, type ResourceType } from "../../scim/resource.ts";
import type { OperationTally } from "../../store/journal-store.ts";
import { writesOf } from "./forecast.ts";
import { createPaceMeter } from "./pace-meter.ts";
import type { TargetKnowledge } from "./target-knowledge.ts";

/** What a push still has before it. */
export interface Outlook {
  /** Repeats not counted. */
  readonly requests: number;
  /** Milliseconds until the end; undefined while too little is known. */
  readonly ms: number | undefined;
}

/** The forecast of a push while it goes on. */
export interface LiveForecast {
  chose(choice: LookUpChoice): void;
  done(operation: Operation): void;
  look(): Outlook;
}

export interface LiveForecastParts {
  readonly tally: readonly OperationTally[];
  readonly config: TargetConfig;
  readonly known: TargetKnowledge;
  readonly client: Pick<ScimClient, "heldFor" | "heldMs" | "requests">;
  readonly now: () => number;
}

/** Operations of one kind, with members as part of their weight. */
interface Share {
  readonly costs: readonly Ahead[];
  readonly whole: number;
  left: number;
}

/**
 * Says what is left from the requests that are planned, and how long that takes from what holds them back: limits, quotas,
 * pauses and refusals, or where the target itself is slower, the pace of the last seconds.
 */
export function forecastLive({ tally, config, known, client, now }: LiveForecastParts): LiveForecast {
  const shares = sharesOf(tally, config, known);
  const meter = createPaceMeter();
  const perCreate = { User: firstLookUps("User"), Group: firstLookUps("Group") };
  const note = () => meter.note(now(), client.requests.total, client.heldMs);

  function createsOf(type: ResourceType): number {
    return shares.get(nameOf("create", type))?.left ?? 0;
  }
  /** Until it is chosen, what is likely. */
  function firstLookUps(type: ResourceType): number {
    const { by, matches, mayList } = known.lookUps[type];
    const isListed = by === "list" || (mayList && mayBeWorthListing(createsOf(type), matches));
    return isListed ? 0 : matches;
  }

  function ahead(): readonly Ahead[] {
    return [...shares].flatMap(([, { costs, whole, left }]) =>
      costs.map((cost) => ({ ...cost, count: (cost.count * left) / whole })),
    );
  }
  function lookUps(): readonly Ahead[] {
    return (["User", "Group"] as const).map((type) => {
      return { method: "GET", path: endpoints[type], count: createsOf(type) * perCreate[type] };
    });
  }
  return {
    chose({ resource, by }) {
      perCreate[resource] = by === "listing" ? 0 : known.lookUps[resource].matches;
    },
    done(operation) {
      const share = shares.get(nameOf(operation.kind, operation.resource));
      if (share !== undefined) share.left = Math.max(0, share.left - weightOf(operation));
      note();
    },
    look() {
      note();
      const left = [...ahead(), ...lookUps()];
      const requests = Math.round(countAhead(left));
      const held = client.heldFor(left);
      const perMs = meter.perMs();
      const unheld = perMs === undefined ? 0 : requests / perMs;
      const isKnown = requests === 0 || held > 0 || unheld > 0;
      return { requests, ms: isKnown ? Math.max(held, unheld) : undefined };
    },
  };
}

function sharesOf(
  tally: readonly OperationTally[],
  config: TargetConfig,
  known: TargetKnowledge,
): ReadonlyMap<string, Share> {
  const shares = new Map<string, Share>();
  for (const row of tally) {
    if (row.state !== "planned") continue;
    const name = nameOf(row.kind, row.resource);
    const { costs = [], whole = 0 } = shares.get(name) ?? {};
    const weight = whole + row.count + row.plannedMembers;
    shares.set(name, { costs: [...costs, ...writesOf(row, config, known)], whole: weight, left: weight });
  }
  return shares;
}

function weightOf(operation: Operation): number {
  return "members" in operation ? operation.members.length + 1 : 1;
}

function nameOf(kind: Operation["kind"], resource: Operation["resource"]): string {
  return `${kind} ${resource}`;
}
