import { canonicalJson, fingerprint, type Json } from "../canonical.ts";
import type { Clock } from "../clock.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import type { Store } from "../store/store.ts";

/** What can be found out about a target while it is worked with, and what it can be found to be. */
export interface Facts {
  /** PATCH of users is answered with 405 or 501. */
  readonly "users.patch": "refused";
  readonly "groups.patch": "refused";
  /** What an answer to a filter is worth. `broken`: it finds nothing, or everything. */
  readonly "users.filter": "works" | "broken";
  readonly "groups.filter": "works" | "broken";
  /** How many members were taken at once after more were refused; decimal. */
  readonly "groups.membersPerRequest": string;
  /** Whether taking members out took out those who were named and nobody else. */
  readonly "groups.removal": "proven" | "unsafe";
  /** Whether a wrong If-Match is refused with 412. */
  readonly ifMatch: "honoured" | "ignored";
  /** Bulk requests are refused, or answered with something else than their results. */
  readonly bulk: "refused";
}

export type FactName = keyof Facts;

/** What is known by experience of the target of a session. */
export interface Learnt {
  get<Name extends FactName>(name: Name): Facts[Name] | undefined;
  /** Kept on disk at once. */
  learn<Name extends FactName>(name: Name, value: Facts[Name]): void;
  forget(name: FactName): void;
}

/** Providers mend their faults, so what was learnt is tried again after 30 days. */
const keptFor = 30 * 86_400_000;

/** Recalls what was learnt of the target. A changed base URL or profile makes all of it void. */
export function recallLearnt(
  store: Store,
  clock: Clock,
  {
    id,
    baseUrl,
    profile,
  }: { readonly id: string; readonly baseUrl: string; readonly profile: ConnectorProfile },
): Learnt {
  const basis = fingerprint(canonicalJson({ baseUrl, profile } as unknown as Json));
  const facts = new Map(store.learnt.learnt(id, basis));
  return {
    get<Name extends FactName>(name: Name) {
      const fact = facts.get(name);
      const isFresh = fact !== undefined && clock.now() - fact.at < keptFor;
      return isFresh ? (fact.value as Facts[Name]) : undefined;
    },
    learn(name, value) {
      if (facts.get(name)?.value === value) return;
      const fact = { value, at: clock.now() };
      facts.set(name, fact);
      store.learnt.learn(id, basis, name, fact);
    },
    forget(name) {
      facts.delete(name);
      store.learnt.forget(id, name);
    },
  };
}
