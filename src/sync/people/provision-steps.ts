import type { JsonObject } from "../../canonical.ts";
import type { Place } from "../../directory/seen-entries.ts";
import type { Attention } from "../../plan/attention.ts";
import type { Link } from "../../plan/link.ts";
import type { JournaledOperation } from "../../store/journal-store.ts";
import type { Preview } from "../preview/map-preview.ts";

/** The way from a record to an account. */
export type StepName = "read" | "scope" | "match" | "map" | "push";

export interface Step {
  readonly step: StepName;
  /** `skipped`: a step before it ended the way, or there was nothing to do. */
  readonly result: "done" | "failed" | "skipped";
  /** For people. */
  readonly detail: string;
  /** Of `map`: what the account shall be; references by key, secrets hidden. */
  readonly resource?: JsonObject;
}

/** What became of one who was named, at one target. */
export interface ProvisionedPerson {
  readonly key: string;
  readonly target: string;
  readonly steps: readonly Step[];
}

/** What is known of somebody: the record and its mapping before the run, the rest after it. */
export interface Way {
  readonly place: Place | undefined;
  /** Undefined when the source has no such record any more. */
  readonly preview: Preview | undefined;
  /** Attributes by which an account that is there is recognised. */
  readonly match: readonly string[];
  /** Of this run. */
  readonly operations: readonly JournaledOperation[];
  readonly link: Link | undefined;
  readonly attention: Attention | undefined;
}

/** The five steps, in the order in which they are told. */
export function stepsOf(way: Way): readonly Step[] {
  const read = readStep(way);
  const scope = read.result === "done" ? scopeStep(way) : skipped("scope");
  const goesOn = scope.result === "done";
  const map = goesOn ? mapStep(way) : skipped("map");
  const isMapped = map.result === "done";
  return [
    read,
    scope,
    isMapped ? matchStep(way) : skipped("match"),
    map,
    isMapped ? pushStep(way) : skipped("push"),
  ];
}

function skipped(step: StepName): Step {
  return { step, result: "skipped", detail: "not reached" };
}

function readStep({ preview, place }: Way): Step {
  if (preview === undefined) return { step: "read", result: "failed", detail: "not in the source any more" };
  return { step: "read", result: "done", detail: place === undefined ? "" : `${place.file}:${place.line}` };
}

function scopeStep({ preview }: Way): Step {
  const outcome = preview?.outcome;
  if (outcome?.kind === "outOfScope") return { step: "scope", result: "failed", detail: outcome.clause };
  return { step: "scope", result: "done", detail: outcome?.kind === "desired" ? outcome.clause : "" };
}

function mapStep({ preview }: Way): Step {
  const outcome = preview?.outcome;
  if (outcome?.kind !== "desired")
    return { step: "map", result: "failed", detail: outcome?.kind === "rejected" ? outcome.reason : "" };
  const { resource } = outcome;
  const names = Object.keys(resource);
  return { step: "map", result: "done", detail: names.join(", "), resource };
}

/** What look-ups found is told by what the create became. */
function matchStep({ match, operations, link, preview }: Way): Step {
  const by = match.join(", ");
  const create = operations.find(({ operation }) => operation.kind === "create");
  if (preview?.account !== undefined)
    return { step: "match", result: "done", detail: `has the account ${preview.account.id} already` };
  const code = create?.outcome?.code;
  if (code !== undefined && isOfMatch(code))
    return { step: "match", result: "failed", detail: `${code}: ${create?.outcome?.detail ?? ""}` };
  if (create?.outcome?.result === "linked")
    return { step: "match", result: "done", detail: `${link?.scimId} was there, found by ${by}` };
  if (create?.outcome?.result === "created" || create?.outcome?.result === "recreated")
    return { step: "match", result: "done", detail: `nobody there by ${by}` };
  return { step: "match", result: "skipped", detail: `not looked for by ${by}` };
}

/** Failures that say something of who is there already. */
function isOfMatch(code: string): boolean {
  return code.startsWith("duplicate_");
}

function pushStep({ operations, link, attention, preview }: Way): Step {
  if (preview?.account !== undefined)
    return { step: "push", result: "skipped", detail: "nothing to make; changes are sent by the next sync" };
  const create = operations.find(({ operation }) => operation.kind === "create");
  if (create === undefined || create.state === "held") {
    const result = attention?.code === undefined ? "skipped" : "failed";
    return { step: "push", result, detail: attention?.detail ?? "nothing to do" };
  }
  const { outcome, state } = create;
  if (state === "succeeded")
    return { step: "push", result: "done", detail: `${outcome?.result} ${link?.scimId ?? ""}`.trim() };
  const status = outcome?.httpStatus === undefined ? "" : ` (HTTP ${outcome.httpStatus})`;
  const detail = `${outcome?.code ?? state}${status}: ${outcome?.detail ?? ""}`;
  return { step: "push", result: "failed", detail };
}
