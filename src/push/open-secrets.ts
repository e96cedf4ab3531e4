import type { Json, JsonObject } from "../canonical.ts";
import type { AttributeChange } from "../plan/change.ts";
import type { EntryId } from "../plan/operation.ts";
import { hidden, holdsSeals, openSeals, sealsIn, secretsOf } from "../plan/secret-values.ts";
import { ScimError } from "../scim/scim-error.ts";
import { failure, failureOf, type Outcome, Unfinished } from "./outcome.ts";
import type { PushSession } from "./session.ts";

/** The secrets of one account, for as long as it is written to. */
export interface Secrets {
  readonly open: (resource: JsonObject) => JsonObject;
  readonly openChanges: (changes: readonly AttributeChange[]) => readonly AttributeChange[];
}

/** Does work that sends what is `sealed`. What the target says of a failure is told without secrets. */
export async function withSecrets(
  session: PushSession,
  entry: EntryId,
  sealed: Json,
  work: (secrets: Secrets) => Promise<Outcome>,
): Promise<Outcome> {
  if (!holdsSeals(sealed)) return work(nothingSealed);
  const seals = sealsIn(sealed);
  let known: ReadonlyMap<string, Json> | undefined;
  const values = () => (known ??= secretsFor(session, entry));
  if (!seals.every((one) => values().has(one))) {
    return failure("mapping_failed", "a secret that was planned is not what the mapping gives any more");
  }
  try {
    return withoutSecrets(await work(secretsWith(values)), known);
  } catch (error) {
    if (known === undefined || !(error instanceof ScimError || error instanceof Unfinished)) throw error;
    return withoutSecrets(failureOf(error), known);
  }
}

const nothingSealed: Secrets = { open: (resource) => resource, openChanges: (changes) => changes };

function secretsFor(session: PushSession, entry: EntryId): ReadonlyMap<string, Json> {
  const mapped = session.mapAnew(entry);
  if (mapped === undefined) return new Map();
  return secretsOf(mapped.resource, session.users.policies.secret, session.seal(entry));
}

function secretsWith(values: () => ReadonlyMap<string, Json>): Secrets {
  function openOne<T extends Json>(value: T): T | undefined {
    return holdsSeals(value) ? (openSeals(value, values()) as T | undefined) : value;
  }
  return {
    open: (resource) => openOne(resource) ?? {},
    openChanges: (changes) =>
      changes.flatMap((change) => {
        if (change.after === undefined) return [change];
        const after = openOne(change.after);
        return after === undefined ? [] : [{ ...change, after }];
      }),
  };
}

/** Anything shorter stands in ordinary words, too. */
const tellable = 4;

/** A provider may repeat in a refusal what it was sent. */
function withoutSecrets(outcome: Outcome, values: ReadonlyMap<string, Json> | undefined): Outcome {
  if (outcome.state === "succeeded" || values === undefined) return outcome;
  const found = [...values.values()].flatMap(formsOf).filter((secret) => outcome.detail.includes(secret));
  const longestFirst = found.toSorted((one, other) => other.length - one.length);
  const detail = longestFirst.some((secret) => secret.length < tellable)
    ? "what the target said is not shown, for it holds a secret"
    : longestFirst.reduce((text, secret) => text.replaceAll(secret, hidden), outcome.detail);
  return { ...outcome, detail };
}

/** As it is, and as it stands in JSON text. */
function formsOf(value: Json): readonly string[] {
  const json = JSON.stringify(value);
  return typeof value === "string" ? [value, json.slice(1, -1)] : [json];
}
