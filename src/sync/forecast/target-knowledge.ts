import { rememberFilterWorth } from "../../push/find/filter-worth.ts";
import type { Learnt } from "../../push/learnt.ts";
import { silentLogger } from "../../log.ts";
import type { ResourceType } from "../../scim/resource.ts";
import type { TargetConfig } from "../../config/config.ts";

/** What is known of a target before a push, as far as it decides what a push will ask. */
export interface TargetKnowledge {
  readonly usesBulk: boolean;
  readonly schemasDue: boolean;
  readonly lookUps: Readonly<Record<ResourceType, LookUpKnowledge>>;
  readonly additionProven: boolean;
  readonly removalProven: boolean;
  /** That changes of accounts are understood was seen. */
  readonly changeProven?: boolean;
  /** Each account is read before it is written; said when everything is sent again. */
  readonly readsUpdates?: boolean;
}

export interface LookUpKnowledge {
  /** `list`: all there is is listed, for filters are worth nothing. */
  readonly by: "filter" | "list";
  /** Match attributes that are asked for by filter. */
  readonly matches: number;
  /** It need not be found out what a filter is worth. */
  readonly isFilterKnown: boolean;
  /** A list may stand in for filters. */
  readonly mayList: boolean;
}

export function knowledgeOf(config: TargetConfig, learnt: Learnt, schemasDue: boolean): TargetKnowledge {
  return {
    usesBulk: config.profile.bulk.use === "offered" && learnt.get("bulk") !== "refused",
    schemasDue,
    lookUps: { User: lookUps("User", config, learnt), Group: lookUps("Group", config, learnt) },
    additionProven: learnt.get("groups.addedAtOnce") !== undefined || !config.profile.groups.membersReadable,
    changeProven: learnt.get("users.shape.core") !== undefined,
    removalProven: learnt.get("groups.removal") !== undefined || !config.profile.groups.membersReadable,
  };
}

function lookUps(type: ResourceType, config: TargetConfig, learnt: Learnt): LookUpKnowledge {
  const { matching, reads } = config.profile;
  const match = type === "User" ? config.users.policy.match : config.groups.policy.match;
  const plain = { matches: match.length, isFilterKnown: true, mayList: false } as const;
  if (matching.filter !== "auto") return { ...plain, by: matching.filter === "list" ? "list" : "filter" };
  const worth = rememberFilterWorth(learnt, silentLogger);
  const isDead = (path: string) => ["broken", "refused"].includes(worth.of(type, path) ?? "");
  const [first = ""] = match;
  if (isDead(first)) return { ...plain, by: "list" };
  const listed = learnt.get(type === "User" ? "users.list" : "groups.list");
  return {
    by: "filter",
    matches: match.filter((path) => !isDead(path)).length,
    isFilterKnown: worth.of(type, first) !== undefined,
    mayList: reads.totalResults === "trust" && reads.paging !== "firstPage" && listed === undefined,
  };
}
