import { DocumentReader } from "./document.ts";
import type { Complaint, DocumentListener, RawElement } from "./document-listener.ts";

/** Where in the file, and why, an element is not JSON; undefined when nothing is wrong as far as it goes. */
export function findFault({ text, place }: RawElement, whole: boolean): Complaint | undefined {
  let fault: Complaint | undefined;
  const listener: DocumentListener = {
    list: () => undefined,
    object: () => {},
    scalar: () => {},
    member: () => {},
    closed: () => false,
    fault: (complaint) => (fault = complaint),
  };
  const reader = new DocumentReader(listener, place);
  reader.push(text);
  if (whole) reader.finish();
  return fault;
}
