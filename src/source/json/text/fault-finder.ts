import { DocumentReader } from "./document.ts";
import type { Complaint, RawElement } from "./document-listener.ts";

/** Where in the file, and why, an element is not JSON; undefined when nothing is wrong as far as it goes. */
export function findFault({ text, place }: RawElement, whole: boolean): Complaint | undefined {
  let fault: Complaint | undefined;
  const reader = new DocumentReader({
    list: () => undefined,
    object: () => {},
    scalar: () => {},
    member: () => {},
    closed: () => false,
    fault: (complaint) => (fault = complaint),
  });
  reader.push(text);
  if (whole) reader.finish();
  if (fault === undefined) return undefined;
  return { ...fault, ...placeWithin(place, fault) };
}

/** The place in the file of a place in an element. */
export function placeWithin(
  start: { readonly line: number; readonly column: number },
  { line, column }: { readonly line: number; readonly column: number },
): { readonly line: number; readonly column: number } {
  return line === 1
    ? { line: start.line, column: start.column + column - 1 }
    : { line: start.line + line - 1, column };
}
