/** A change of a text, made from the text as it was. */
export interface Edit {
  /** 0-based. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Puts new text before the character at `at`. */
export function insertion(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

/** A text after its edits, and the way back to where a place in it came from. */
export interface Edited {
  readonly text: string;
  readonly originalOffset: (offset: number) => number;
}

/** Makes edits that do not overlap; those at one place in the order given. */
export function applyEdits(source: string, edits: readonly Edit[]): Edited {
  const ordered = [...edits].sort((one, other) => one.start - other.start);
  let text = "";
  let from = 0;
  for (const edit of ordered) {
    text += source.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return { text: text + source.slice(from), originalOffset: (offset) => originalOffset(ordered, offset) };
}

/** A place inside new text came from where the old text began. */
function originalOffset(ordered: readonly Edit[], offset: number): number {
  let shift = 0;
  for (const { start, end, text } of ordered) {
    if (offset < start + shift) break;
    if (offset < start + shift + text.length) return start;
    shift += text.length - (end - start);
  }
  return offset - shift;
}
