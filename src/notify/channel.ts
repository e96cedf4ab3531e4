import type { Occasion } from "../config/notify-schema.ts";
import type { Alert } from "./alert.ts";

/** Somebody who is told. */
export interface Channel {
  /** Tells channels apart in the state file: another one when its settings change. No secrets. */
  readonly id: string;
  /** For messages, such as `command /usr/local/bin/page-me`. */
  readonly name: string;
  readonly on: ReadonlySet<Occasion>;
  readonly wants: (target: string | undefined) => boolean;
  /** Rejects with an `Error` whose message says why it did not arrive, without secrets. */
  readonly deliver: (alert: Alert, signal: AbortSignal) => Promise<void>;
}
