import { Buffer } from "node:buffer";
import type { JsonObject } from "../../canonical.ts";
import { keysIn, substitute } from "../../mapping/reference.ts";
import { applyChanges } from "../../plan/apply-changes.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { type EntryId, type Operation, phases } from "../../plan/operation.ts";
import { holdsSeals } from "../../plan/secret-values.ts";
import type { BulkOperation } from "../../scim/bulk.ts";
import { endpoints, isSchemaUrn, type ScimId, schemasOf } from "../../scim/resource.ts";
import type { SourceKey } from "../../source/record.ts";
import type { JournaledOperation } from "../../store/journal-store.ts";
import type { Wish } from "../make-resource.ts";
import type { PushSession } from "../session.ts";

/** A create, and what the run means to do for the same resource once it is there. */
export interface Candidate {
  readonly wish: Wish;
  readonly key: SourceKey;
  readonly follows: readonly JournaledOperation[];
}

/** One create of a bulk request. */
export interface BulkCreate {
  readonly candidate: Candidate;
  readonly operation: BulkOperation & { readonly bulkId: string };
  /** What it says besides, in the words of the plan. */
  readonly besides: Said;
  /** Entries of the same request that it names. */
  readonly names: ReadonlySet<EntryId>;
}

/** What a create says besides what was planned for it. */
export interface Said {
  /** References still by key. */
  readonly changes: readonly AttributeChange[];
  readonly members: readonly EntryId[];
}

/** Of a chain of managers longer than this the rest waits. */
const deepest = 500;

const nothing: Said = { changes: [], members: [] };

/** What a batch may say besides plain creates. */
export interface BatchRules {
  /** Whether accounts may be named that the same request makes. */
  readonly references: boolean;
  /** Members that a group may be made with; 0 when it gets them later. */
  readonly members: number;
}

/**
 * Makes one bulk request of the candidates (RFC 7644 §3.7.2): whoever is named stands before those who name them, since
 * some providers wait for ever on what comes later. Of those who name each other one has to wait.
 */
export function makeBatch(
  session: PushSession,
  candidates: readonly Candidate[],
  rules: BatchRules,
): readonly BulkCreate[] {
  const batch = new Batch(session, candidates, rules);
  return batch.creates();
}

class Batch {
  readonly #session: PushSession;
  readonly #rules: BatchRules;
  readonly #candidates: readonly Candidate[];
  readonly #byKey: ReadonlyMap<SourceKey, Candidate>;
  readonly #byEntry: ReadonlyMap<EntryId, Candidate>;
  readonly #placed = new Map<EntryId, BulkCreate>();
  readonly #underWay = new Set<EntryId>();

  constructor(session: PushSession, candidates: readonly Candidate[], rules: BatchRules) {
    this.#session = session;
    this.#rules = rules;
    this.#candidates = candidates;
    const users = candidates.filter(({ wish }) => wish.type === "User");
    this.#byKey = new Map(users.map((one) => [one.key, one]));
    this.#byEntry = new Map(candidates.map((one) => [one.wish.entry, one]));
  }

  creates(): readonly BulkCreate[] {
    for (const type of ["User", "Group"]) {
      for (const one of this.#candidates.filter(({ wish }) => wish.type === type)) this.#place(one);
    }
    return [...this.#placed.values()];
  }

  #place(candidate: Candidate): BulkCreate | undefined {
    const { wish } = candidate;
    const known = this.#placed.get(wish.entry);
    const depth = this.#underWay.size - this.#placed.size;
    if (known !== undefined || this.#underWay.has(wish.entry) || depth > deepest) return known;
    this.#underWay.add(wish.entry);
    const said = wish.type === "User" ? this.#withReferences(candidate) : this.#withMembers(candidate);
    const bulkId = `op${String(this.#placed.size + 1).padStart(6, "0")}`;
    const operation = { method: "POST", path: endpoints[wish.type], bulkId, data: said.data } as const;
    const create = { candidate, operation, besides: said.besides, names: said.names };
    this.#placed.set(wish.entry, create);
    return create;
  }

  #withReferences({ wish, follows }: Candidate): Worded {
    const names = new Set<EntryId>();
    const changes = changesOf(follows).filter(({ after }) => after !== undefined && !holdsSeals(after));
    const kept = changes.flatMap((change) => {
      const named = keysIn(change.after ?? null).map((key) => this.#idFor(key));
      if (named.some((one) => one === undefined)) return [];
      for (const one of named) if (one?.entry !== undefined) names.add(one.entry);
      return [change];
    });
    if (kept.length === 0) return { data: wish.attributes, besides: nothing, names };
    const told = kept.map(({ path, after = null }) => ({
      path,
      after: substitute(after, (key) => this.#idFor(key)?.id),
    }));
    const data = withSchemas(wish, applyChanges(wish.attributes, told));
    return { data, besides: { changes: kept, members: [] }, names };
  }

  /** The id of an account that is there, or the name of one that this request makes. */
  #idFor(key: SourceKey): { readonly id: string; readonly entry?: EntryId } | undefined {
    const id = this.#session.store.targets.accountOf(this.#session.target, key);
    if (id !== undefined) return { id };
    const named = this.#byKey.get(key);
    const placed = named === undefined || !this.#rules.references ? undefined : this.#place(named);
    if (placed === undefined) return undefined;
    return { id: `bulkId:${placed.operation.bulkId}`, entry: placed.candidate.wish.entry };
  }

  /** All members or none: a group that gets some of them later gets all of them later. */
  #withMembers({ wish, follows }: Candidate): Worded {
    const plain = { data: wish.attributes, besides: nothing, names: new Set<EntryId>() };
    const members = membersOf(follows);
    // A member who is only made by the same request has no name or address yet.
    const isPlain = this.#session.profile.groups.memberForm === "value";
    if (
      !isPlain ||
      members.length === 0 ||
      members.length > this.#rules.members ||
      "members" in wish.attributes
    )
      return plain;
    const ids = this.#session.store.targets.memberIds(this.#session.target, members);
    const names = new Set<EntryId>();
    const values = members.map((entry) => this.#memberFor(entry, ids, names));
    if (values.some((value) => value === undefined)) return plain;
    const data = { ...wish.attributes, members: values.map((value = "") => ({ value })) };
    return { data, besides: { changes: [], members }, names };
  }

  #memberFor(entry: EntryId, ids: ReadonlyMap<EntryId, ScimId>, names: Set<EntryId>): string | undefined {
    const id = ids.get(entry);
    if (id !== undefined) return id;
    const candidate = this.#byEntry.get(entry);
    const placed = candidate === undefined || !this.#rules.references ? undefined : this.#place(candidate);
    if (placed === undefined) return undefined;
    names.add(entry);
    return `bulkId:${placed.operation.bulkId}`;
  }
}

interface Worded extends Pick<BulkCreate, "besides" | "names"> {
  readonly data: JsonObject;
}

function isReferences(operation: Operation): operation is Extract<Operation, { kind: "update" }> {
  return operation.kind === "update" && operation.phase === phases.references;
}

export function changesOf(follows: readonly JournaledOperation[]): readonly AttributeChange[] {
  return follows.flatMap(({ operation }) => (isReferences(operation) ? operation.changes : []));
}

export function membersOf(follows: readonly JournaledOperation[]): readonly EntryId[] {
  return follows.flatMap(({ operation }) => (operation.kind === "addMembers" ? operation.members : []));
}

/** Operations of which nothing is left when `besides` was said. */
export function coveredBy(
  follows: readonly JournaledOperation[],
  { changes, members }: Said,
): readonly JournaledOperation[] {
  return follows.filter(({ operation }) => {
    if (isReferences(operation)) return operation.changes.every((change) => changes.includes(change));
    return operation.kind === "addMembers" && operation.members.every((member) => members.includes(member));
  });
}

/** An extension of which nothing but the reference is wanted was not named before. */
function withSchemas({ type, attributes }: Wish, data: JsonObject): JsonObject {
  const added = Object.keys(data).some((name) => isSchemaUrn(name) && !(name in attributes));
  return added ? { ...data, schemas: schemasOf(type, data) } : data;
}

/** Bytes of a create in a bulk request at most, whatever it says besides. */
export function mostBytes({ wish, follows }: Candidate): number {
  const { type, attributes } = wish;
  const plain = bytesOf({ method: "POST", path: endpoints[type], bulkId: "op000000", data: attributes });
  const changes = Buffer.byteLength(JSON.stringify(changesOf(follows)));
  return plain + changes + membersOf(follows).length * memberBytes;
}

/** Of a member of a group, whose id has some 36 characters. */
const memberBytes = 60;

/** Bytes of an operation in the body of a bulk request. */
export function bytesOf(operation: BulkOperation): number {
  return Buffer.byteLength(JSON.stringify(operation)) + 1;
}
