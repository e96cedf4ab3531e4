import type { EntryId } from "../../plan/operation.ts";
import { shownName } from "../../source/alias.ts";
import type { GroupMember } from "../../store/group-view.ts";
import type { Store } from "../../store/store.ts";

const PAGE = 500;
const SHOWN = 10;

/** The members of a group, those of nested groups included, and who of them is in it at a target. */
export interface ExplainedMembers {
  /** Users that the source puts into it. */
  readonly users: number;
  /** Groups nested in it, however deep. */
  readonly nested: number;
  /** Members as we last wrote them. */
  readonly written: number;
  /** Users without an account at the target, so they cannot be in it. */
  readonly without: Some;
  /** Members that the source does not have. */
  readonly dangling: Some;
}

/** How many, and the first of them by key. */
export interface Some {
  readonly count: number;
  readonly first: readonly string[];
}

/** Goes through everybody below a group; each counts once, and groups may be nested in a circle. */
export function explainMembers(store: Store, target: string, group: EntryId): ExplainedMembers {
  const seen = new Set<EntryId>([group]);
  const open: EntryId[] = [group];
  const [without, dangling] = [someOf(), someOf()];
  let users = 0;
  let nested = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const page of pagesOf(store, at)) {
      const fresh = page.filter(({ entry }) => !seen.has(entry));
      for (const { entry } of fresh) seen.add(entry);
      const people = fresh.filter(({ kind, dangling }) => kind === "user" && !dangling);
      const accounts = store.targets.memberIds(
        target,
        people.map(({ entry }) => entry),
      );
      users += people.length;
      dangling.add(fresh.filter((member) => member.dangling));
      without.add(people.filter(({ entry }) => !accounts.has(entry)));
      const groups = fresh.filter(({ kind, dangling }) => kind === "group" && !dangling);
      nested += groups.length;
      open.push(...groups.map(({ entry }) => entry));
    }
  }
  const written = store.targets.assertedMembers(target, group).length;
  return { users, nested, written, without: without.told(), dangling: dangling.told() };
}

function someOf() {
  const first: string[] = [];
  let count = 0;
  return {
    add(members: readonly GroupMember[]): void {
      count += members.length;
      first.push(...members.slice(0, SHOWN - first.length).map(({ key }) => shownName(key)));
    },
    told: (): Some => ({ count, first }),
  };
}

function* pagesOf({ directory }: Store, group: EntryId): Generator<readonly GroupMember[]> {
  let page = directory.members(group, 0, PAGE);
  while (page.length > 0) {
    yield page;
    page = directory.members(group, page.at(-1)?.entry ?? 0, PAGE);
  }
}
