import { keysIn, substitute } from "../../mapping/reference.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { differencesTo } from "../../plan/not-kept.ts";
import { type EntryId, type Operation, phases } from "../../plan/operation.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { Resource, ScimId } from "../../scim/resource.ts";
import { ScimError } from "../../scim/scim-error.ts";
import { NetworkError } from "../../scim/connection/transport.ts";
import type { SourceKey } from "../../source/record.ts";
import type { JournaledOperation } from "../../store/journal-store.ts";
import { type BatchRules, type BulkCreate, coveredBy } from "./bulk-batch.ts";
import { removeStrangers } from "../members/members.ts";
import type { Outcome } from "../outcome.ts";
import { canReadMembers, readMembers } from "../members/read-members.ts";
import type { PushSession } from "../session.ts";
import { settle } from "../settle.ts";

/** What was made by a create of a bulk request. */
export interface MadeByBulk {
  readonly create: BulkCreate;
  readonly resource: Resource;
  /** By a look-up: what became of what it said besides is not known. */
  readonly isFound?: boolean;
}

/** What a resource was told besides, and has. */
interface Told {
  /** With ids. */
  readonly changes: readonly AttributeChange[];
  readonly members: readonly EntryId[];
  /** Operations of which nothing is left to do. */
  readonly covered: readonly JournaledOperation[];
}

/**
 * What a create may say besides: `references` to accounts of the same request; `members` of a new group; `newMembers`,
 * whom the same request makes. Each is read back once before it is believed.
 */
type Extra = "references" | "members" | "newMembers";

/** Keeps what creates of bulk requests said besides, so that it is not said again. */
export class Besides {
  readonly #session: PushSession;
  readonly #kept = new Map<Extra, boolean>();
  readonly #told = new Map<EntryId, Told>();
  /** Of the request under way. */
  readonly #ids = { byKey: new Map<SourceKey, ScimId>(), byEntry: new Map<EntryId, ScimId>() };

  constructor(session: PushSession) {
    this.#session = session;
  }

  /** What the next request may say besides. */
  begin(): BatchRules {
    this.#ids.byKey.clear();
    this.#ids.byEntry.clear();
    return this.rules();
  }

  rules(): BatchRules {
    const references = this.#kept.get("references") !== false && this.#kept.get("newMembers") !== false;
    return { references, members: this.#mostMembers() };
  }

  /** Removals of members come before additions, so that a group is made with members only where none are planned. */
  #mostMembers(): number {
    const { profile, store, run, learnt } = this.#session;
    const { create, support, membersPerRequest } = profile.groups;
    const most = Math.min(
      membersPerRequest,
      Number(learnt.get("groups.membersPerRequest") ?? membersPerRequest),
    );
    if (create !== "withMembers" || support === "none" || !canReadMembers(this.#session)) return 0;
    if (this.#kept.get("members") === false) return 0;
    return store.journal.next(run, phases.removeMembers, undefined, 1).length > 0 ? 0 : most;
  }

  /** Notes what was made, and what of that which was said besides is there. */
  async note(made: readonly MadeByBulk[]): Promise<void> {
    for (const { create, resource } of made) {
      const { key, wish } = create.candidate;
      if (wish.type === "User") this.#ids.byKey.set(key, resource.id);
      this.#ids.byEntry.set(wish.entry, resource.id);
    }
    for (const one of made) {
      const { besides } = one.create;
      if (besides.changes.length > 0) await this.#noteReferences(one);
      if (besides.members.length > 0) await this.#noteMembers(one);
    }
  }

  async #noteReferences({ create, resource, isFound = false }: MadeByBulk): Promise<void> {
    const { store, target } = this.#session;
    const idOf = (key: SourceKey) => store.targets.accountOf(target, key) ?? this.#ids.byKey.get(key);
    const known = create.besides.changes.flatMap((change) => {
      const after = substitute(change.after ?? null, idOf);
      return keysIn(after).length > 0 ? [] : [{ change, told: { path: change.path, after } }];
    });
    const told = known.map((one) => one.told);
    if (told.length === 0 || !(await this.#hasReferences({ create, resource, isFound }, told))) return;
    const said = { changes: known.map(({ change }) => change), members: [] };
    this.#tell(create, { changes: told, members: [], covered: coveredBy(create.candidate.follows, said) });
  }

  async #hasReferences(
    { create, resource, isFound = false }: MadeByBulk,
    told: readonly AttributeChange[],
  ): Promise<boolean> {
    const isPlain = create.names.size === 0 || this.#kept.get("references") === true;
    if (isPlain && !isFound) return true;
    const held = await this.#read(resource);
    if (held === undefined) return false;
    const { profile, users, seal } = this.#session;
    const rules = {
      multiValued: profile.users.multiValued,
      secret: users.policies.secret,
      seal: seal(create.candidate.wish.entry),
    };
    const isThere = differencesTo(held.attributes, told, rules).length === 0;
    if (!isFound) this.#learn("references", isThere);
    return isThere;
  }

  /** The account as a whole; some answers hold no more than the id. */
  async #read(resource: Resource): Promise<Resource | undefined> {
    if (textAt(resource.attributes, "userName") !== undefined) return resource;
    return orUndefined(this.#session.client.get("User", resource.id));
  }

  async #noteMembers({ create, resource, isFound = false }: MadeByBulk): Promise<void> {
    const { store, target } = this.#session;
    const { members } = create.besides;
    const linked = store.targets.memberIds(target, members);
    const ids = new Map(members.map((entry) => [entry, linked.get(entry) ?? this.#ids.byEntry.get(entry)]));
    const extra = create.names.size > 0 ? "newMembers" : "members";
    const isSure = this.#kept.get(extra) === true && !isFound && ![...ids.values()].includes(undefined);
    const there = isSure ? members : await this.#membersThere(create, resource, ids);
    if (!isSure && !isFound) this.#learn(extra, there.length === members.length);
    const covered = coveredBy(create.candidate.follows, { changes: [], members: there });
    this.#tell(create, { changes: [], members: there, covered });
  }

  /** Those who are in the group. What a provider took for an id and is none is taken out again. */
  async #membersThere(
    create: BulkCreate,
    { id }: Resource,
    ids: ReadonlyMap<EntryId, ScimId | undefined>,
  ): Promise<readonly EntryId[]> {
    const held = (await orUndefined(readMembers(this.#session, id)))?.ids ?? new Set();
    const literal = [...held].filter((one) => one.startsWith("bulkId:"));
    if (literal.length > 0) {
      const { entry } = create.candidate.wish;
      await orUndefined(removeStrangers(this.#session, { group: id, entry, ids: literal }));
    }
    return [...ids].flatMap(([entry, one]) => (one !== undefined && held.has(one) ? [entry] : []));
  }

  #learn(extra: Extra, isKept: boolean): void {
    if (this.#kept.get(extra) === undefined || !isKept) this.#kept.set(extra, isKept);
    if (!isKept) this.#session.log.info({ extra }, "what a bulk request said besides was not kept");
  }

  #tell({ candidate }: BulkCreate, told: Told): void {
    this.#told.set(candidate.wish.entry, told);
  }

  /** Attributes that the account was made with besides those planned for its create. */
  changesOf(entry: EntryId): readonly AttributeChange[] {
    return this.#told.get(entry)?.changes ?? [];
  }

  /**
   * To be called in the transaction in which a create is settled: settles what it has done besides. Gives operations that
   * are settled with it.
   */
  settle({ kind, entry, resource }: Operation, outcome: Outcome): readonly Settled[] {
    const told = kind === "create" ? this.#told.get(entry) : undefined;
    if (told === undefined || outcome.state !== "succeeded" || outcome.result !== "created") return [];
    const { store, target } = this.#session;
    if (resource === "Group") store.targets.assertMembers(target, entry, told.members);
    return told.covered.map((journaled) => {
      const done = doneBefore(journaled.operation);
      settle(this.#session, journaled.seq, journaled.operation, done);
      return { journaled, outcome: done };
    });
  }

  /** What is settled on disk need not be kept. */
  forget(entry: EntryId): void {
    this.#told.delete(entry);
  }
}

export interface Settled {
  readonly journaled: JournaledOperation;
  readonly outcome: Outcome;
}

function doneBefore(operation: Operation): Outcome {
  return operation.kind === "addMembers"
    ? { state: "succeeded", result: "addMembers", link: "keep", members: operation.members.length }
    : { state: "succeeded", result: "completed", link: "keep" };
}

/** A read that fails tells nothing. */
async function orUndefined<Result>(read: Promise<Result>): Promise<Result | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ScimError || error instanceof NetworkError) return undefined;
    throw error;
  }
}
