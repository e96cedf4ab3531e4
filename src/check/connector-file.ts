import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import type { Suggestion } from "./probe.ts";
import { settingsOf } from "./suggested-settings.ts";

export interface ConnectorFileParts {
  readonly target: string;
  /** The connector in force: a shipped name, or a path relative to the new file. */
  readonly extended: string;
  /** ISO 8601, such as `2026-01-31`. */
  readonly date: string;
  readonly suggestions: readonly Suggestion[];
}

const widest = 110;

/** The suggestions as a connector file, each below what was seen. */
export function connectorFileText({ target, extended, date, suggestions }: ConnectorFileParts): string {
  const head = [
    `# Written by scimsync check for the target ${oneLine(target)}. Each setting differs from the connector that it`,
    "# extends; what was seen stands above it.",
    `title: ${JSON.stringify(`${target}, as checked on ${date}`)}`,
    `extends: ${JSON.stringify(extended)}`,
  ];
  return `${[...head, ...settingsLines(suggestions, `seen ${date}`)].join("\n")}\n`;
}

/** A whole profile, each setting below where it is known from; what nobody saw is said to be unknown. */
export function profileFileText({
  target,
  date,
  settings,
}: Pick<ConnectorFileParts, "target" | "date"> & { readonly settings: readonly Suggestion[] }): string {
  const head = [
    `# Written by scimsync connectors probe for the target ${oneLine(target)}: what was seen of it, where that differs`,
    "# from generic. What cannot be seen from outside is not here.",
    "version: 1",
    `title: ${JSON.stringify(`${target}, as probed on ${date}`)}`,
    "extends: generic",
  ];
  const told = settings.map(({ because, ...one }) => ({
    ...one,
    // What a service says shall not look like a source of its own.
    because: because === "" ? "" : because.replaceAll(/\b(sources?):/gi, "$1;"),
  }));
  const word = `source: [observed] ${date} by scimsync connectors probe`;
  return `${[...head, ...settingsLines(told, word)].join("\n")}\n`;
}

/** The settings alone, each below what was seen. */
export function settingsLines(suggestions: readonly Suggestion[], word = "seen"): readonly string[] {
  const reasons = new Map(suggestions.map(({ knob, because }) => [knob, because]));
  return linesOf(settingsOf(suggestions), [], { reasons, word });
}

interface Remarks {
  readonly reasons: ReadonlyMap<string, string>;
  readonly word: string;
}

function linesOf(settings: JsonObject, path: readonly string[], remarks: Remarks): readonly string[] {
  const indent = "  ".repeat(path.length);
  return Object.entries(settings).flatMap(([key, value]) => {
    const place = [...path, key];
    const reason = remarks.reasons.get(place.join("."));
    const gap = path.length === 0 ? [""] : [];
    if (reason === undefined && isJsonObject(value))
      return [...gap, `${indent}${key}:`, ...linesOf(value, place, remarks)];
    return [
      ...gap,
      ...commentOf(reason === "" ? "Not seen." : `${remarks.word}: ${oneLine(reason ?? "")}`, indent),
      `${indent}${key}: ${flow(value)}`,
    ];
  });
}

/** JSON is YAML, and needs no quotes around plain words. */
function flow(value: Json): string {
  const isPlain = typeof value === "string" && /^(?!(?:true|false|null)$)[A-Za-z][\w-]*$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}

function commentOf(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = `${indent}#`;
  for (const word of text.split(" ")) {
    if (line.length + word.length + 1 > widest && line.trim() !== "#") {
      lines.push(line);
      line = `${indent}#  `;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

/** What a server says may hold line breaks and control characters, which would end a comment. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ");
}
