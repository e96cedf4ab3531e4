import type { Json, JsonObject } from "../../canonical.ts";
import type { AttributePolicies } from "../../plan/attribute-policies.ts";
import { type ReadPath, relationOf } from "../../plan/attribute-path-set.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { sameValue } from "../../plan/diff.ts";
import { stepsOf } from "../../plan/path-steps.ts";
import type { Remark } from "../../plan/remark.ts";
import { hideSeals, hideSecrets } from "../../plan/secret-values.ts";
import { isWithin, resourceRows, showReferences } from "./resource-rows.ts";

/** One attribute of an account: what we last sent, and what the mapping wants now. */
export interface PreviewRow {
  readonly path: string;
  /** Absent when we sent nothing. */
  readonly before?: Json;
  /** Absent when nothing is wanted. */
  readonly after?: Json;
  /** Whether a run would send it. */
  readonly isSent: boolean;
  /** For people: on what sending it depends, or why it is not sent although it differs. */
  readonly note?: string;
}

/** What a run would send: the whole resource, whatever differs, or some changes. */
export type Sent = "all" | "differences" | readonly AttributeChange[];

/** A resource as people may look at it: without secrets, references by key, `schemas` left out. */
export function shownResource(resource: JsonObject, { secret }: AttributePolicies): JsonObject {
  const { schemas: _filledInByItself, ...attributes } = resource;
  const text = hideSeals(JSON.stringify(hideSecrets(attributes, secret)));
  return showReferences(JSON.parse(text) as JsonObject) as JsonObject;
}

/** What decides, besides the values, whether something is sent. */
export interface RowRules {
  readonly policies: AttributePolicies;
  /** What is known of the account. */
  readonly remarks?: readonly Remark[] | undefined;
}

/** Both sides attribute by attribute: in the order of what is wanted, then what is wanted no more. */
export function previewRows(
  before: JsonObject,
  after: JsonObject,
  sent: Sent,
  { policies, remarks = [] }: RowRules,
): readonly PreviewRow[] {
  const [old, wanted] = [valuesByPath(before), valuesByPath(after)];
  const paths = new Map([...wanted, ...old].map(([folded, { path }]) => [folded, path]));
  const rows = [...paths].map(([folded, path]) =>
    rowOf(path, old.get(folded)?.value, wanted.get(folded)?.value, { sent, policies, remarks }),
  );
  return [...rows, ...blankings(sent, rows)];
}

function valuesByPath(
  resource: JsonObject,
): ReadonlyMap<string, { readonly path: string; readonly value: Json }> {
  return new Map(resourceRows(resource).map(({ path, value }) => [path.toLowerCase(), { path, value }]));
}

function rowOf(
  path: string,
  before: Json | undefined,
  after: Json | undefined,
  { sent, policies, remarks = [] }: RowRules & { readonly sent: Sent },
): PreviewRow {
  const isSame = sameValue(before, after);
  const change = typeof sent === "string" ? undefined : sent.find((one) => isWithin(path, one.path));
  // Of a secret neither side is seen.
  const isChanged = change !== undefined && (!isSame || isNamed(policies.secret, path));
  const isSent = sent === "all" || (sent === "differences" ? !isSame : isChanged);
  const note = isSent ? dependence(change) : isSame ? undefined : reasonToLeave(path, policies, remarks);
  return {
    path,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    isSent,
    ...(note !== undefined && { note }),
  };
}

function dependence(change: AttributeChange | undefined): string | undefined {
  return change?.when === "empty" ? "unless the account has one of its own" : undefined;
}

function reasonToLeave(path: string, { createOnly }: AttributePolicies, remarks: readonly Remark[]): string {
  if (isNamed(createOnly, path)) return "sent on create only";
  const remark = remarks.find((one) => isWithin(path, one.path));
  if (remark?.kind === "theirs") return "the account has one of its own";
  if (remark?.kind === "notKept") return "the target did not keep it, so it is not sent again";
  return "left as it is";
}

/** Removals of what we never set: it has no row. */
function blankings(sent: Sent, rows: readonly PreviewRow[]): readonly PreviewRow[] {
  if (typeof sent === "string") return [];
  return sent
    .filter(({ path }) => rows.every((row) => !isWithin(row.path, path)))
    .map(({ path }) => ({ path, isSent: true, note: "cleared, if the account has one" }));
}

/** Whether all that a path holds is named by one of the paths of a policy. */
export function isNamed(paths: readonly ReadPath[], path: string): boolean {
  const steps = paths.length === 0 ? [] : stepsOf(path);
  return paths.some((named) => relationOf(named, steps) === "covers");
}
