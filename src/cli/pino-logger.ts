import { pino } from "pino";
import pretty from "pino-pretty";
import type { Logger } from "../log.ts";
import type { GlobalOptions } from "./global-options.ts";

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

/** Logs to stderr. Nothing secret is ever given to it; redaction is the second lock on that door. */
export function createPinoLogger({ logLevel, logFormat }: GlobalOptions): Logger {
  const stream =
    logFormat === "json" ? pino.destination({ dest: 2, sync: true }) : pretty({ destination: 2, sync: true });
  return pino({ level: logLevel, redact: { paths: secrets, censor: "[redacted]" }, base: null }, stream);
}
