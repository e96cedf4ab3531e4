import { Writable } from "node:stream";
import { pino } from "pino";
import pretty from "pino-pretty";
import type { Logger } from "../log.ts";
import { printable } from "./printable.ts";
import type { GlobalOptions } from "./global-options.ts";
import { takesColour } from "./terminal.ts";

const secrets = [
  "authorization",
  "token",
  "password",
  "secret",
  "headers",
  "*.authorization",
  "*.token",
  "*.password",
  "*.secret",
];

/**
 * Logs to stderr, or to the end of a file. Nothing secret is ever given to it; redaction is the second lock on that door. What a directory or a
 * provider says is made printable, as in all that we write to a terminal: JSON in it escapes what begins a colour.
 */
export function createPinoLogger({ logLevel, logFormat, logFile }: GlobalOptions): Logger {
  const settings = { level: logLevel, redact: { paths: secrets, censor: "[redacted]" }, base: null };
  // Written at once: what a killed run logged last is what somebody wants to read.
  if (logFile !== undefined)
    return pino(
      { ...settings, timestamp: pino.stdTimeFunctions.isoTime },
      pino.destination({ dest: logFile, append: true, sync: true, mode: 0o600 }),
    );
  const stderr = pino.destination({ dest: 2, sync: true });
  const write = (line: string) => stderr.write(printable(line, logFormat === "pretty"));
  const stream = logFormat === "json" ? { write } : prettyTo(write);
  return pino(settings, stream);
}

function prettyTo(write: (line: string) => void): Writable {
  const destination = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      write(line);
      done();
    },
  });
  // Left alone, it asks whether stdout takes colours.
  return pretty({ destination, sync: true, colorize: takesColour(process.stderr, process.env) });
}
