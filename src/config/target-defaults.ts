import type { TargetWritten } from "./target-schema.ts";

type Complete<T> = { [K in keyof T]-?: Exclude<T[K], undefined> };
type Section<K extends keyof TargetWritten> = Exclude<TargetWritten[K], undefined>;
type Optional<T, K extends keyof T> = Complete<Omit<T, K>> & Pick<T, K>;
type Guard = Complete<Section<"guard">>;

/** A section whose `template`, and what it adds to attributes and omits from them, has become `attributes`. */
type Nested<K extends "users" | "groups"> = Omit<Section<K>, "template" | "addAttributes" | "omitAttributes">;

/** A target with profile, `defaults` and the values of `targetDefaults` filled in, still in the words of the file. */
export interface EffectiveTarget {
  readonly connector: string;
  /** Of a connector it may have {names}, which `vars` gives. */
  readonly baseUrl?: string;
  readonly vars?: Section<"vars">;
  readonly auth?: Section<"auth">;
  readonly allowHttp?: boolean;
  readonly proxy?: Section<"proxy">;
  readonly assign: Section<"assign">;
  readonly users: Omit<
    Optional<Nested<"users">, "attributes" | "leavesWhen" | "deleteAfter" | "missing">,
    "adopted"
  > & {
    readonly adopted: Complete<Exclude<Section<"users">["adopted"], undefined>>;
  };
  readonly groups: Optional<Nested<"groups">, "where" | "link" | "empty" | "otherMembers" | "missing">;
  readonly protect: readonly string[];
  readonly limits: Optional<Section<"limits">, "requestsPerSecond" | "rates" | "maxWait">;
  readonly verify?: number;
  readonly guard: { readonly [K in keyof Guard]: Complete<Guard[K]> };
}

/** What holds when neither the target, nor `defaults`, nor the connector profile says anything. */
export const targetDefaults: EffectiveTarget = {
  connector: "generic",
  assign: {},
  users: {
    match: ["userName", "externalId"],
    createOnly: [],
    fillIfEmpty: [],
    clearWhenEmpty: [],
    secret: [],
    rules: {},
    actions: ["create", "update", "deactivate"],
    deprovision: "deactivate",
    deactivateAfter: "0d",
    adopted: { deactivate: true, delete: false },
  },
  groups: {
    push: [],
    attributes: { displayName: "${group.name}" },
    match: ["displayName"],
    rules: {},
    existing: "refuse",
    unpushed: "unlink",
    nested: "flatten",
  },
  protect: [],
  limits: { burst: 1, concurrency: 8, timeout: "60s" },
  guard: {
    users: { percent: 20, count: 50, floor: 5 },
    // What is deleted does not come back, so half of that.
    deletions: { percent: 10, count: 25, floor: 3 },
    groups: { percent: 20, count: 10, floor: 2 },
    // No count: a large group may lose many members in a day; its own size is the measure.
    members: { percent: 30, count: 1_000_000, floor: 20 },
    allMembers: { percent: 20, count: 1_000, floor: 50 },
    creates: { percent: 20, count: 1_000, floor: 20 },
    // A change of title can be taken back, and a reorganisation concerns many; an emptied column concerns everybody.
    updates: { percent: 20, count: 10_000, floor: 20 },
    mapping: { percent: 20, count: 50, floor: 5 },
    scope: { percent: 20, count: 50, floor: 5 },
  },
};

/** Maps that are one statement: a target's own replaces the inherited one, so that nothing is added to it unseen. */
export const WHOLE_STATEMENTS = ["auth", "assign", "users.attributes", "groups.attributes"] as const;
