import { fingerprint } from "../canonical.ts";
import type { Json } from "../canonical.ts";
import type { Alias } from "../source/alias.ts";
import type { Attributes } from "../source/record.ts";

/** From which source each attribute is taken when several have a record. */
export interface MergeRule {
  /** The name of a source. */
  readonly prefer: string;
  /** Names of other sources, by attribute in lower case. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What one source says of a record. */
export interface RecordPart {
  readonly source: string;
  readonly fingerprint: string;
  readonly aliases: readonly Alias[];
  readonly attributes: Attributes;
}

export interface MergedParts {
  readonly fingerprint: string;
  readonly aliases: readonly Alias[];
  readonly attributes: Attributes;
  /** Names of the sources, joined by commas. */
  readonly sources: string;
}

/**
 * Makes one record of what several sources say of it: each attribute from the source that is preferred for it, else
 * from the first that has it.
 */
export function mergeParts(parts: readonly RecordPart[], rule: MergeRule): MergedParts {
  const attributes = Object.create(null) as Record<string, Json>;
  for (const name of new Set(parts.flatMap((part) => Object.keys(part.attributes)))) {
    const having = parts.filter((part) => part.attributes[name] !== undefined);
    const wanted = Object.hasOwn(rule.attributes, name) ? rule.attributes[name] : rule.prefer;
    const value = (having.find(({ source }) => source === wanted) ?? having[0])?.attributes[name];
    if (value !== undefined) attributes[name] = value;
  }
  return {
    // The rule is part of what the record says.
    fingerprint: fingerprint(
      [JSON.stringify(rule), ...parts.map((part) => `${part.source} ${part.fingerprint}`)].join("\n"),
    ),
    aliases: [...new Set(parts.flatMap((part) => part.aliases))],
    attributes,
    sources: parts.map(({ source }) => source).join(","),
  };
}
