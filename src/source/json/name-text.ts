import type { Json } from "../../canonical.ts";
import { describe } from "./text/element.ts";

/** A text by which something is called, or what is wrong with it, to be said after the name of its path. */
export type NameText = { readonly text: string } | { readonly complaint: string };

/** Keys, names and aliases are texts, or whole numbers in their decimal form; an empty text is none. */
export function readNameText(value: Json): NameText {
  if (typeof value === "string") return { text: value.trim() };
  if (typeof value !== "number") return { complaint: `is ${describe(value)}, not a text or a whole number` };
  if (Number.isSafeInteger(value)) return { text: String(value) };
  if (!Number.isInteger(value)) return { complaint: `is the number ${value}; write it in quotes` };
  return { complaint: `is ${value}, too large a number to be exact; write it in quotes` };
}
