import { canonicalJson, fingerprint, type Json } from "../canonical.ts";
import type { Clock } from "../clock.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import type { Store } from "../store/store.ts";
import type { Shape } from "./change/shape.ts";

/** What a provider makes of changes of one shape. */
export type ShapeFact = `${"users" | "groups"}.shape.${Shape}`;

/**
 * What can be found out about a target while it is worked with, and what it can be found to be. Of a shape: `works` in
 * the form that the profile says, or is understood only as a `whole` attribute without a path, or by `put`.
 */
export interface Facts extends Readonly<Record<ShapeFact, "works" | "whole" | "put">> {
  /** PATCH of users is answered with 405 or 501. */
  readonly "users.patch": "refused";
  readonly "groups.patch": "refused";
  /** So is PUT, or with 404 although the user is there. */
  readonly "users.put": "refused";
  readonly "groups.put": "refused";
  /** PUT keeps what it leaves out. */
  readonly "users.putOmission": "keeps";
  /** An answer to POST that shows nothing was followed by a read once. */
  readonly "users.create": "seen";
  /** What the answer to a filter is worth, by attribute, such as `userName works, externalId refused`. */
  readonly "users.filter": string;
  readonly "groups.filter": string;
  /** A list said that it was complete, and somebody was missing in it. */
  readonly "users.list": "untrue";
  readonly "groups.list": "untrue";
  /** How many members were taken at once after more were refused; decimal. */
  readonly "groups.membersPerRequest": string;
  /** How many members were added at once and all seen in the group afterwards; decimal. */
  readonly "groups.addedAtOnce": string;
  /** A group to which members were added shows none. */
  readonly "groups.membersHidden": "hidden";
  /**
   * Whether taking members out takes out those who are named and nobody else. `single`: one at a time does, several were
   * not tried yet; `oneByOne`: of several only some went; `unsafe`: others went, too.
   */
  readonly "groups.removal": "single" | "oneByOne" | "proven" | "unsafe";
  /** The way in which that was found. */
  readonly "groups.removalForm": "pathFilter" | "valueList" | "replace" | "put";
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
