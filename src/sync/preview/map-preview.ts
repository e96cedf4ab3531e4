import type { JsonObject } from "../../canonical.ts";
import type { Desired } from "../../mapping/desired.ts";
import { makeReference, substitute } from "../../mapping/reference.ts";
import { noPolicies } from "../../plan/attribute-policies.ts";
import type { Link, LinkState } from "../../plan/link.ts";
import { stillManaged } from "../../plan/managed.ts";
import { type EntryId, type Operation, type OperationKind, phases } from "../../plan/operation.ts";
import { planGroup } from "../../plan/plan-group.ts";
import { planUser } from "../../plan/plan-user.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { ScimId } from "../../scim/resource.ts";
import type { Attributes, SourceKey } from "../../source/record.ts";
import type { EntryKind } from "../../store/directory-store.ts";
import type { Store } from "../../store/store.ts";
import { keyResolver } from "../planning/key-resolver.ts";
import { type RuleStore, userRules, withKeys } from "../planning/plan-users.ts";
import { previewRows, type PreviewRow, type Sent, shownResource } from "./preview-rows.ts";
import type { Target } from "../target.ts";

/** What the mapping makes of a record at one target, beside the account it has there. */
export interface Preview {
  readonly kind: EntryKind;
  /** Of a record that somebody wrote down, empty. */
  readonly key: string;
  /** The userName or displayName wanted, or else last sent. */
  readonly name: string | undefined;
  readonly outcome: PreviewOutcome;
  readonly account: PreviewAccount | undefined;
  /** What a run would do about the account itself. */
  readonly does: readonly OperationKind[];
  /** Why a run would not do what it otherwise would. */
  readonly skipped?: string;
}

export type PreviewOutcome =
  | {
      readonly kind: "desired";
      readonly clause: string;
      /** References by key, secrets hidden, without `schemas`. */
      readonly resource: JsonObject;
      readonly rows: readonly PreviewRow[];
    }
  | { readonly kind: "outOfScope"; readonly clause: string }
  | { readonly kind: "rejected"; readonly reason: string };

export interface PreviewAccount {
  readonly id: ScimId;
  readonly state: LinkState;
}

/** A record to preview. */
export interface PreviewRecord {
  readonly kind: EntryKind;
  readonly key: string;
  /** What mappings know as its key, where somebody wrote it down. */
  readonly statedKey?: string;
  /** Groups only. */
  readonly name?: string;
  readonly attributes: Attributes;
  /** Users only: names of all groups, nested ones included. */
  readonly groups?: readonly string[];
}

export interface PreviewSurroundings {
  readonly target: Target;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What links and ids of accounts are looked up in; nobody has an account when undefined. */
  readonly state?: Store | undefined;
  /** What references are looked up in; they stay as they are when undefined. */
  readonly directory?: Store | undefined;
}

/** Gives what maps records for one target, and sets what comes out beside what was last sent. Nothing is written. */
export function createPreviewer(surroundings: PreviewSurroundings): (record: PreviewRecord) => Preview {
  const { target, now, state, directory } = surroundings;
  const rules = userRules({ store: state ?? noState, target, now });
  const keyOf = directory === undefined ? (key: SourceKey) => key : keyResolver(directory.directory);

  function previewUser(record: PreviewRecord, { entry, link }: Known): Preview {
    const { attributes: user, statedKey: key = record.key, groups = [] } = record;
    const desired = withKeys(
      target.users.map({ user, key, groups, target: target.config.id, now }, link !== undefined),
      keyOf,
    );
    const view = { entry, key: record.key as SourceKey, desired, link, attention: undefined };
    return previewOf({ record, desired, link }, planUser(view, rules));
  }

  function previewGroup(record: PreviewRecord, { entry, link }: Known): Preview {
    const { statedKey: key = record.key, name = record.key, attributes: group } = record;
    const desired = target.groups.map(name, { group, key, target: target.config.id, now });
    const linkTo = target.groups.linkOf(name);
    const known = { entry, key: record.key as SourceKey, name, desired, link, attention: undefined };
    const view = linkTo === undefined ? known : { ...known, linkTo };
    const { policy } = target.config.groups;
    const plan = planGroup(view, { ...rules, policy, managed: target.managedGroup });
    return previewOf({ record, desired, link }, plan);
  }

  function previewOf(situation: Situation, { operations, skipped }: Planned): Preview {
    const { record, desired, link } = situation;
    const name =
      desired.kind === "desired"
        ? nameIn(record.kind, desired.resource)
        : nameIn(record.kind, link?.asserted);
    return {
      kind: record.kind,
      key: record.key,
      name,
      outcome: desired.kind === "desired" ? wantedOf(situation, desired, operations) : desired,
      account: link === undefined ? undefined : { id: link.scimId, state: link.state },
      // What names other accounts follows in the same run, once they are there.
      does: operations
        .filter(({ phase }, at) => at === 0 || phase !== phases.references)
        .map(({ kind }) => kind),
      ...(skipped !== undefined && { skipped }),
    };
  }

  function wantedOf(
    { record, link }: Situation,
    { resource, clause }: Extract<Desired, { kind: "desired" }>,
    operations: readonly Operation[],
  ): PreviewOutcome {
    const policies = record.kind === "user" ? target.policies : noPolicies;
    const managed = record.kind === "user" ? target.managedUser : target.managedGroup;
    const resolved = substitute(resource, (key) => rules.resolve(key) ?? makeReference(key)) as JsonObject;
    const after = shownResource(resolved, policies);
    const before = shownResource(link === undefined ? {} : stillManaged(link.asserted, managed), policies);
    const rows = previewRows(before, after, sentBy(operations, link), { policies, remarks: link?.remarks });
    return { kind: "desired", clause, resource: after, rows };
  }

  return (record) => {
    const known = knownOf(record, surroundings);
    return record.kind === "user" ? previewUser(record, known) : previewGroup(record, known);
  };
}

interface Situation {
  readonly record: PreviewRecord;
  readonly desired: Desired;
  readonly link: Link | undefined;
}

interface Planned {
  readonly operations: readonly Operation[];
  readonly skipped?: string;
}

/** Nobody has an account here. */
const noState: RuleStore = { sealKey: () => "", targets: { accountOf: () => undefined } };

/** What the state knows of a record. Secrets are sealed under its entry. */
interface Known {
  readonly entry: EntryId;
  readonly link: Link | undefined;
}

function knownOf({ kind, key }: PreviewRecord, { state, target }: PreviewSurroundings): Known {
  const found = state?.directory.find(kind, [key as SourceKey]).get(key as SourceKey);
  if (found === undefined) return { entry: 0, link: undefined };
  return { entry: found.id, link: state?.targets.link(target.config.id, found.id) };
}

function sentBy(operations: readonly Operation[], link: Link | undefined): Sent {
  if (link === undefined) return "all";
  if (operations.some(({ kind }) => kind === "reactivate")) return "differences";
  return operations.flatMap((operation) => (operation.kind === "update" ? operation.changes : []));
}

function nameIn(kind: EntryKind, resource: JsonObject = {}): string | undefined {
  return textAt(resource, kind === "user" ? "userName" : "displayName");
}
