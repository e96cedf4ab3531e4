import type { Json } from "../../canonical.ts";

/** A boolean, or one written as text: several providers do so. Undefined for anything else. */
export function readBoolean(value: Json | undefined): boolean | undefined {
  if (typeof value === "boolean") return value;
  const text = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (text === "true") return true;
  return text === "false" ? false : undefined;
}

/** A whole number from 0 up, or one written as text. Undefined for anything else. */
export function readNumber(value: Json | undefined): number | undefined {
  const number = typeof value === "string" && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

export function readText(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
