import type { ProblemList } from "../file/problem-list.ts";
import type { CanonicalRecord } from "./canonical-record.ts";
import type { Complaint, RawElement } from "./text/document-listener.ts";
import { foldName } from "../../fold-name.ts";
import { TextWindow } from "./text/text-window.ts";
import { tokenEnd } from "./text/tokens.ts";

/** A parser keeps the last of two members with one name and tells nobody; `walked` is what it gave of the element. */
export function expectNamesOnce(element: RawElement, walked: CanonicalRecord, problems: ProblemList): void {
  if (!walked.doubled && walked.members === element.members) return;
  problems.add(findDoubledName(element) ?? { ...element.place, message: "a name stands in an object twice" });
}

/** Where a name stands for the second time in one object of an element that is JSON. */
function findDoubledName({ text, place }: RawElement): Complaint | undefined {
  const window = new TextWindow(place);
  window.add(text);
  /** Names of the open objects; none for a list. */
  const open: (Set<string> | undefined)[] = [];
  let nameComes = false;
  while (window.skipBlank()) {
    const char = text.charAt(window.at);
    const end = tokenEnd(text, window.at, true);
    const names = open.at(-1);
    if (char === '"' && nameComes && names !== undefined) {
      const name = JSON.parse(text.slice(window.at, end)) as string;
      if (names.has(foldName(name))) {
        const message = `"${foldName(name)}" stands in this object twice; names are compared without case`;
        return { ...window.place(), message };
      }
      names.add(foldName(name));
    }
    if (char === "{") open.push(new Set());
    if (char === "[") open.push(undefined);
    if (char === "}" || char === "]") open.pop();
    nameComes = char === "{" || char === ",";
    window.moveTo(end);
  }
  return undefined;
}
