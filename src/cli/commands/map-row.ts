import { isJsonObject, type Json } from "../../canonical.ts";
import type { Config } from "../../config/config.ts";
import { hasTypes } from "../../config/source-config.ts";
import { UsageError } from "../../errors.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { readLookupTables } from "../../sync/read/lookup-tables.ts";
import { createPreviewer, type PreviewRecord } from "../../sync/preview/map-preview.ts";
import { type StatedRecord, statedRecord } from "../../sync/preview/stated-record.ts";
import { compileTargets } from "../../sync/target.ts";
import { createPreviewWriter } from "../preview-writer.ts";
import { chosenTargets } from "./map-targets.ts";
import type { SourceContext, SourceDesk } from "./source-reading.ts";

export interface RowFlags {
  readonly target: readonly string[];
  readonly row: string;
  readonly groups?: boolean;
}

/** `scimsync map --row`: what the mapping makes of a record that somebody wrote down. Reads no source. */
export async function mapRow(
  { options, terminal }: SourceContext,
  { loaded, clock }: SourceDesk,
  flags: RowFlags,
): Promise<number> {
  const tables = await readLookupTables(loaded.config);
  const targets = chosenTargets(compileTargets(loaded, "any", tables), loaded, flags);
  const isGroup = flags.groups === true;
  const stated = readRow(flags.row, loaded.config, isGroup ? "groups" : "users");
  const record = isGroup
    ? groupOf(stated)
    : { ...stated, kind: "user" as const, key: "", statedKey: stated.key };
  const writer = createPreviewWriter(terminal, options.json);
  await writer.begin();
  for (const target of targets) {
    await writer.target({
      target,
      previews: [createPreviewer({ target, now: clock.now() })(record)],
    });
  }
  await writer.end(undefined);
  return exitCodes.done;
}

function groupOf({ attributes, key }: StatedRecord): PreviewRecord {
  const { name } = attributes;
  if (typeof name !== "string") throw new UsageError('a group has a name: --groups --row \'{"name":"…"}\'');
  return { kind: "group", key: "", statedKey: key, name, attributes };
}

/** Throws `UsageError`. */
function readRow(text: string, { sources }: Config, kind: "users" | "groups"): StatedRecord {
  const written = parsed(text);
  if (!isJsonObject(written)) {
    throw new UsageError(`--row takes a record as a JSON object: --row '{"email":"ann@example.com"}'`);
  }
  const isTyped = sources.some(({ options }) => hasTypes(options.type));
  return statedRecord(isTyped ? written : (asTexts(written) as typeof written), kind, sources);
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : String(error);
    throw new UsageError(`--row is not JSON: ${why}; put it in single quotes for the shell`);
  }
}

/** Not every kind of source tells numbers from text. */
function asTexts(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => asTexts(item));
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asTexts(item)]));
  }
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}
