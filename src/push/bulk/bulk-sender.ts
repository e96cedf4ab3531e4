import { textAt } from "../../scim/attribute-value.ts";
import { identifiesSame } from "../../scim/attribute-rules.ts";
import type { BulkResult } from "../../scim/bulk.ts";
import type { Resource } from "../../scim/resource.ts";
import { ScimError } from "../../scim/scim-error.ts";
import { type BulkCreate, bytesOf, type Candidate, makeBatch } from "./bulk-batch.ts";
import { Besides } from "./bulk-besides.ts";
import { type BulkLimits, setbackOf } from "./bulk-limits.ts";
import { recoverCreates } from "./bulk-recover.ts";
import { nameOf } from "../find/finder.ts";
import type { Wish } from "../make-resource.ts";
import type { PushSession } from "../session.ts";

/** A create that somebody waits for. */
export interface Asked {
  readonly candidate: Candidate;
  readonly resolve: (made: Resource | undefined | PromiseLike<Resource | undefined>) => void;
  readonly reject: (error: unknown) => void;
}

/** A create that was sent. */
export interface Sent extends Asked {
  readonly create: BulkCreate;
}

/** Bytes of a bulk request without its operations. */
const frame = 150;

/** Sends creates together, and finds out for each what became of it, whatever the provider answers. */
export class BulkSender {
  readonly besides: Besides;
  readonly #session: PushSession;
  readonly #limits: BulkLimits;
  #isOff = false;

  constructor(session: PushSession, limits: BulkLimits) {
    this.#session = session;
    this.#limits = limits;
    this.besides = new Besides(session);
  }

  /** Whether bulk requests turned out not to work here. */
  get isOff(): boolean {
    return this.#isOff;
  }

  alone({ type, attributes }: Wish): Promise<Resource | undefined> {
    return this.#session.client.create(type, attributes);
  }

  /** Never rejects: whoever asked is told. */
  async send(asked: readonly Asked[]): Promise<void> {
    try {
      await this.#sendTogether(asked);
    } catch (error) {
      for (const one of asked) one.reject(error);
    }
  }

  async #sendTogether(asked: readonly Asked[]): Promise<void> {
    if (asked.length < 2 || this.#isOff) return this.#sendAlone(asked);
    if (asked.length > this.#limits.operations) return this.#sendHalves(asked);
    const byEntry = new Map(asked.map((one) => [one.candidate.wish.entry, one]));
    const candidates = asked.map(({ candidate }) => candidate);
    const sent = makeBatch(this.#session, candidates, this.besides.begin()).map((create): Sent => {
      const one = byEntry.get(create.candidate.wish.entry);
      if (one === undefined) throw new Error("a create of a bulk request was asked for by nobody");
      return { ...one, create };
    });
    const operations = sent.map(({ create }) => create.operation);
    const bytes = operations.reduce((sum, one) => sum + bytesOf(one), frame);
    if (bytes > this.#limits.bytes) return this.#sendHalves(asked);
    let results: readonly (BulkResult | undefined)[];
    try {
      results = await this.#session.client.bulk(operations);
    } catch (error) {
      return this.#takeSetback(sent, error);
    }
    return this.#tell(sent, results);
  }

  #sendAlone(asked: readonly Asked[]): void {
    for (const { candidate, resolve } of asked) resolve(this.alone(candidate.wish));
  }

  async #sendHalves(asked: readonly Asked[]): Promise<void> {
    const middle = Math.ceil(asked.length / 2);
    await this.#sendTogether(asked.slice(0, middle));
    await this.#sendTogether(asked.slice(middle));
  }

  /** What the provider says of the request as a whole is not passed on: it may repeat what belongs to somebody else. */
  async #takeSetback(sent: readonly Sent[], error: unknown): Promise<void> {
    const status = error instanceof ScimError ? error.status : undefined;
    switch (setbackOf(error)) {
      case "halve":
        this.#shrink(sent.length, status);
        return this.#sendHalves(sent);
      case "never":
        this.#turnOff(status, true);
        return this.#sendAlone(sent);
      case "notNow":
        this.#turnOff(status, false);
        return this.#sendAlone(sent);
      case "garbage":
        this.#turnOff(status, true);
        return recoverCreates(this, this.#session, sent, "lost");
      case "lost":
        this.#shrink(sent.length, status);
        return recoverCreates(this, this.#session, sent, "lost");
      case "other":
        throw error instanceof ScimError
          ? new ScimError(
              error.status,
              "the bulk request was refused",
              error.scimType,
              undefined,
              error.request,
            )
          : error;
    }
  }

  /** Less is staked on one answer from now on. */
  #shrink(refused: number, status: number | undefined): void {
    this.#limits.operations = Math.max(1, Math.floor(refused / 2));
    const { operations } = this.#limits;
    this.#session.log.info({ refused, status, operations }, "bulk requests are made smaller");
    if (operations < 2) this.#turnOff(status, false);
  }

  #turnOff(status: number | undefined, lasting: boolean): void {
    if (this.#isOff) return;
    this.#isOff = true;
    this.#session.log.info({ status, lasting }, "bulk requests do not work; creates go one by one");
    if (lasting) this.#session.learnt.learn("bulk", "refused");
  }

  async #tell(sent: readonly Sent[], results: readonly (BulkResult | undefined)[]): Promise<void> {
    const judged = sent.map((one, at) => ({ one, became: judge(one.create, results[at]) }));
    const made = judged.flatMap(({ one, became }) => (became.kind === "made" ? [{ one, ...became }] : []));
    const refused = judged.flatMap(({ one, became }) =>
      became.kind === "refused" ? [{ one, ...became }] : [],
    );
    const unknown = judged.flatMap(({ one, became }) => (became.kind === "unknown" ? [one] : []));
    if (unknown.length === sent.length) {
      const isTold = results.some((result) => result?.error !== undefined);
      this.#turnOff(undefined, !isTold);
    }
    // A service that refuses everybody rather refuses bulk requests.
    const isDoubtful = refused.length === sent.length;
    if (isDoubtful) this.#turnOff(refused[0]?.error.status, false);
    await this.besides.note(made.map(({ one, resource }) => ({ create: one.create, resource })));
    for (const { one, resource } of made) one.resolve(resource);
    for (const { one, error } of refused) this.#tellRefusal(one, error, isDoubtful);
    await recoverCreates(this, this.#session, unknown, "untold");
  }

  /** Where the provider may mean what was said besides, or the request, the create goes alone and without either. */
  #tellRefusal(one: Sent, error: ScimError, isDoubtful: boolean): void {
    const { changes, members } = one.create.besides;
    if (isDoubtful || changes.length + members.length > 0 || mayPassAlone.has(error.status))
      one.resolve(this.alone(one.candidate.wish));
    else one.reject(error);
  }
}

/** Not there, not now, or not like this: none of it speaks of the account. */
const mayPassAlone: ReadonlySet<number> = new Set([404, 405, 412, 413, 429, 501, 503]);

type Became =
  | { readonly kind: "made"; readonly resource: Resource }
  | { readonly kind: "refused"; readonly error: ScimError }
  /** It may have been made. */
  | { readonly kind: "unknown" };

function judge({ candidate }: BulkCreate, result: BulkResult | undefined): Became {
  const { status = 0, error, resource } = result ?? {};
  if (error !== undefined) {
    const isOpen = status >= 500 && !mayPassAlone.has(status);
    return isOpen ? { kind: "unknown" } : { kind: "refused", error };
  }
  if (resource === undefined || isAnother(candidate.wish, resource)) return { kind: "unknown" };
  return { kind: "made", resource };
}

/** Results may be given to the wrong operations; where they tell a name, it shows. */
function isAnother({ type, attributes }: Wish, resource: Resource): boolean {
  const path = nameOf[type];
  const [wanted, told] = [textAt(attributes, path), textAt(resource.attributes, path)];
  return wanted !== undefined && told !== undefined && !identifiesSame(path, wanted, told);
}
