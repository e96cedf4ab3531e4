import type { Json } from "../canonical.ts";
import type { KnobInForce } from "./knobs.ts";
import type { Remnant } from "./remnant.ts";

/** `ok`: as claimed, or as we work. `differs`: something else. `unknown`: it could not be seen. */
export type Verdict = "ok" | "differs" | "unknown" | "notAsked";

export type Area = "connection" | "discovery" | "lists" | "look-up" | "reads" | "pace" | "users" | "groups";

/** One thing that was tried at a target. */
export interface Probe {
  readonly area: Area;
  readonly what: string;
  /** What the provider says of itself. */
  readonly claimed?: string;
  readonly seen: string;
  /** The setting that decides what we do, and what it says. */
  readonly knob?: KnobInForce;
  /** What we do, where no setting decides it. */
  readonly does?: string;
  readonly verdict: Verdict;
}

/** A setting of a connector profile that fits better than the one in force. */
export interface Suggestion {
  /** Dotted path in a connector file, such as `users.update`. */
  readonly knob: string;
  readonly value: Json;
  /** What was seen. */
  readonly because: string;
}

/** What a check found out so far. */
export interface Notebook {
  readonly probes: readonly Probe[];
  /** In plain words; nothing that stops a sync. */
  readonly warnings: readonly string[];
  /** Why a sync with the settings in force would fail, or do harm. */
  readonly blocking: readonly string[];
  readonly suggestions: readonly Suggestion[];
  /** What was seen of settings, besides what is suggested. */
  readonly findings: readonly Suggestion[];
  /** Names of what checks before this one had left, and this one removed. */
  readonly cleared: string[];
  /** What this check made and could not remove. */
  readonly remnants: Remnant[];
  probe(probe: Probe): void;
  warn(message: string): void;
  block(message: string): void;
  /** The first suggestion for a knob stands. */
  suggest(knob: string, value: Json, because: string): void;
  /** Another item of a setting that is a list; `known` are those that it has in force. */
  suggestItem(knob: string, known: readonly Json[], item: Json, because: string): void;
  /** What a setting is here, be it as in force or not. The first finding for a knob stands. */
  see(knob: string, value: Json, because: string): void;
  /** Takes suggestions and findings back that something else made pointless. */
  withdraw(...knobs: readonly string[]): void;
}

export function openNotebook(): Notebook {
  const probes: Probe[] = [];
  const warnings: string[] = [];
  const blocking: string[] = [];
  const suggestions: Suggestion[] = [];
  const findings: Suggestion[] = [];
  return {
    probes,
    warnings,
    blocking,
    suggestions,
    findings,
    cleared: [],
    remnants: [],
    probe: (probe) => void probes.push(probe),
    warn: (message) => once(warnings, message),
    block: (message) => once(blocking, message),
    suggest(knob, value, because) {
      if (!suggestions.some((one) => one.knob === knob)) suggestions.push({ knob, value, because });
    },
    suggestItem(knob, known, item, because) {
      const at = suggestions.findIndex((one) => one.knob === knob);
      const before = suggestions[at];
      const items = Array.isArray(before?.value) ? (before.value as readonly Json[]) : known;
      if (items.includes(item)) return;
      const reasons = before === undefined ? because : `${before.because}; ${because}`;
      suggestions.splice(at < 0 ? suggestions.length : at, 1, {
        knob,
        value: [...items, item],
        because: reasons,
      });
    },
    see(knob, value, because) {
      if (!findings.some((one) => one.knob === knob)) findings.push({ knob, value, because });
    },
    withdraw(...knobs) {
      for (const list of [suggestions, findings])
        list.splice(0, list.length, ...list.filter(({ knob }) => !knobs.includes(knob)));
    },
  };
}

function once(list: string[], message: string): void {
  if (!list.includes(message)) list.push(message);
}
