import { AnswerError } from "./answer/answer-error.ts";
import { identifiesSame } from "./attribute-rules.ts";
import { valuesAt } from "./attribute-value.ts";
import { quoteFilterValue } from "./filter.ts";
import type { Lister } from "./listing/listing-asker.ts";
import type { Resource, ResourceType } from "./resource.ts";
import { ScimError } from "./scim-error.ts";

/** What a provider answers to a filter. */
export type FilterAnswer =
  | {
      readonly kind: "answered";
      /** Resources that have the value, by the rule of the attribute. */
      readonly matches: readonly Resource[];
      /** Rows that were not asked for: they have another value, or none, or no id. */
      readonly strangers: number;
    }
  /** `lasting`: it is the provider's way, not a failure of the moment. */
  | { readonly kind: "refused"; readonly status: number; readonly lasting: boolean };

/** Statuses with which providers say that they cannot filter by an attribute; 500 may also be a bad moment. */
const lasting: ReadonlySet<number> = new Set([400, 403, 404, 405, 422, 501]);

/**
 * Asks for resources whose attribute equals the value (RFC 7644 §3.4.2.2). Nothing is believed of the answer: each row is
 * compared with the question. Rejects with `ScimError` for what is no word about filters, and with `NetworkError`.
 */
export async function askByFilter(
  client: Lister,
  type: ResourceType,
  path: string,
  value: string,
): Promise<FilterAnswer> {
  try {
    const page = await client.list(type, { filter: `${path} eq ${quoteFilterValue(value)}` });
    const near = page.resources.filter((resource) => resembles(resource, path, value));
    const matches = near.filter((resource) => hasValue(resource, path, value));
    return { kind: "answered", matches, strangers: page.rows - near.length };
  } catch (error) {
    if (error instanceof AnswerError) return { kind: "refused", status: error.status, lasting: false };
    if (!(error instanceof ScimError)) throw error;
    const { status } = error;
    if (!lasting.has(status) && status !== 500) throw error;
    return { kind: "refused", status, lasting: lasting.has(status) };
  }
}

/** True when the resource has the value, by the rule of the attribute. */
export function hasValue({ attributes }: Resource, path: string, value: string): boolean {
  return textsAt(attributes, path).some((found) => identifiesSame(path, value, found));
}

/** Texts and numbers at a path, as look-ups compare them. */
export function textsAt(attributes: Resource["attributes"], path: string): readonly string[] {
  const values = valuesAt(attributes, path);
  if (values.length === 1 && typeof values[0] === "string") return [values[0]];
  return values.flatMap((found) =>
    typeof found === "string" || typeof found === "number" ? [String(found)] : [],
  );
}

/** A provider may compare without case what we compare with it; that is no sign of a filter that does not work. */
function resembles({ attributes }: Resource, path: string, value: string): boolean {
  const wanted = fold(value);
  return textsAt(attributes, path).some((found) => fold(found) === wanted);
}

function fold(text: string): string {
  return text.trim().normalize("NFKC").toLowerCase();
}

/** True for values with characters that a filter must escape; providers misread those more often than not. */
export function isEscaped(value: string): boolean {
  return quoteFilterValue(value) !== `"${value}"`;
}
