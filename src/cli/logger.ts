import { closeSync, openSync } from "node:fs";
import { UsageError } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { GlobalOptions } from "./global-options.ts";

/** From most to least; `silent` lets nothing through. */
export const levels: readonly string[] = ["trace", "debug", "info", "warn", "error", "silent"];

/** A logger that is loaded with its first word: a quiet run has none, and loading costs a tenth of a second. */
export function createLogger(options: GlobalOptions): Logger {
  const threshold = levels.indexOf(options.logLevel);
  if (options.logFile !== undefined) refuseUnwritable(options.logFile);
  let opening: Promise<Logger> | undefined;
  let written = Promise.resolve();

  async function write(level: keyof Logger, fields: object, message: string): Promise<void> {
    opening ??= import("./pino-logger.ts").then(({ createPinoLogger }) => createPinoLogger(options));
    (await opening)[level](fields, message);
  }
  function at(level: keyof Logger): (fields: object, message: string) => void {
    if (threshold > levels.indexOf(level)) return () => {};
    return (fields, message) => {
      written = written.then(() => write(level, fields, message));
    };
  }
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** Throws `UsageError` when nothing can be logged there: before a run, not with its first word. */
function refuseUnwritable(file: string): void {
  try {
    closeSync(openSync(file, "a", 0o600));
  } catch (error) {
    throw new UsageError(`--log-file ${file}: ${(error as Error).message}`, { cause: error });
  }
}
