import type { GlobalOptions } from "./global-options.ts";
import type { Terminal } from "./terminal.ts";

/** What a command does, given its arguments and options; gives the exit code. */
export type Run<Arguments extends readonly unknown[]> = (
  context: { readonly options: GlobalOptions; readonly terminal: Terminal },
  ...args: Arguments
) => Promise<number>;

/** Makes an action of what a command does, loaded when it is run. */
export type Running = <Arguments extends readonly unknown[]>(
  load: () => Promise<Run<Arguments>>,
) => (...given: unknown[]) => Promise<void>;
