import { isJsonObject, type Json } from "../../canonical.ts";
import type { Config } from "../../config/config.ts";
import { UsageError } from "../../errors.ts";
import { type StatedRecord, statedRecord } from "../../sync/stated-record.ts";

/** Reads the record of `--row`. Throws `UsageError`. */
export function readRow(text: string, { sources }: Config): StatedRecord {
  const written = parsed(text);
  if (!isJsonObject(written)) {
    throw new UsageError(`--row takes a record as a JSON object: --row '{"email":"ann@example.com"}'`);
  }
  const isTyped = sources.some(({ options }) => options.type === "json");
  return statedRecord(isTyped ? written : (asTexts(written) as typeof written));
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : String(error);
    throw new UsageError(`--row is not JSON: ${why}; put it in single quotes for the shell`);
  }
}

/** Only JSON sources tell numbers from text. */
function asTexts(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => asTexts(item));
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asTexts(item)]));
  }
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}
