import type { Json } from "../../src/canonical.ts";
import type { ConnectorProfile } from "../../src/connector/profile.ts";

/** Settings that cannot be seen from outside, each with the reason. */
export const unseen: Readonly<Record<string, string>> = {};

export interface Difference {
  readonly knob: string;
  /** As the dialect has it. */
  readonly value: Json;
  /** As a probe wrote it. */
  readonly seen: Json;
}

export function cannotBeSeen(dialect: ConnectorProfile, { knob, value, seen }: Difference): boolean {
  void [dialect, value, seen];
  return knob in unseen;
}
