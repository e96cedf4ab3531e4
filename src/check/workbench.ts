import type { Json, JsonObject } from "../canonical.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import type { AttributeChange } from "../plan/change.ts";
import { member, textAt, valuesAt } from "../scim/attribute-value.ts";
import type { Investigation } from "./investigation.ts";
import type { MemberNaming } from "./member-naming.ts";
import type { Area, Probe } from "./probe.ts";
import type { Throwaways } from "./throwaways.ts";
import { type Subject, type Trial, tryChanges } from "./trial.ts";

/** A check that writes, at work. */
export interface Workbench extends Investigation {
  readonly things: Throwaways;
  readonly tag: string;
  readonly domain: string;
  readonly members: MemberNaming;
  /** Whether all is to be found out, for a whole profile. */
  readonly whole: boolean;
  /** A text that was not used before, so that what is read back cannot be an old value. */
  fresh(): string;
}

/** How a resource is changed. */
export interface Way {
  readonly verb: "patch" | "put";
  readonly profile: ConnectorProfile;
}

/** Tries changes, and tells it. */
export async function tell(
  bench: Workbench,
  subject: Subject,
  { verb, profile }: Way,
  {
    changes,
    ...probe
  }: { readonly changes: readonly AttributeChange[] } & Omit<Probe, "area" | "seen" | "verdict">,
): Promise<Trial> {
  const trial = await tryChanges(bench.asker, subject, changes, profile, verb);
  tellTrial(bench, areaOf(subject), trial, probe);
  return trial;
}

export function tellTrial(
  { notes }: Investigation,
  area: Area,
  { outcome, seen, answer }: Trial,
  probe: Omit<Probe, "area" | "seen" | "verdict">,
): void {
  if (outcome === "done" && answer.status >= 400)
    notes.warn(
      `writes are answered with ${answer.status} although they are done: a sync looks before it repeats them`,
    );
  notes.probe({ area, ...probe, seen, verdict: outcome === "done" ? "ok" : "differs" });
}

export function areaOf({ type }: Subject): Area {
  return type === "User" ? "users" : "groups";
}

/** The change of the attribute at a plain path, with what is there now. */
export function changeOf({ held }: Subject, path: string, after: Json | undefined): AttributeChange {
  const [before] = valuesAt(held, path);
  return { path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

export function holds({ held }: Subject, path: string): boolean {
  return textAt(held, path) !== undefined;
}

export function listAt({ held }: Subject, name: string): readonly JsonObject[] {
  const list = member(held, name);
  return Array.isArray(list) ? (list as readonly JsonObject[]) : [];
}

/** A new text for the attribute; displayName goes on saying that the account may be deleted. */
export function freshFor(bench: Workbench, { held }: Subject, path: string): string {
  return path === "displayName" ? `${textAt(held, path) ?? ""}.` : bench.fresh();
}
