import type { Confidence, Source } from "../connector/source-line.ts";

/** A sentence or a name, and the numbers of the sources it is known from. Code stands between backticks. */
export interface Line {
  readonly text: string;
  readonly notes?: readonly Note[];
}

/** A source, by its number on the page. */
export interface Note extends Source {
  readonly number: number;
}

/** A part of a page, to be shown on a terminal or written as Markdown. */
export type Block =
  | { readonly kind: "title" | "heading"; readonly text: string }
  | { readonly kind: "text"; readonly line: Line }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly Line[] }
  | { readonly kind: "terms"; readonly items: readonly Term[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "notes"; readonly notes: readonly Note[] };

/** A name with a value, and what is to be said of it. */
export interface Term {
  readonly name: Line;
  readonly lines: readonly string[];
}

/** The sources of a page in the order in which they are named, each once. */
export interface Notes {
  of(sources: readonly Source[]): readonly Note[];
  all(): readonly Note[];
}

export function startNotes(): Notes {
  const known = new Map<string, Note>();
  function noteOf(source: Source): Note {
    const key = `${source.confidence} ${source.where}`;
    const note = known.get(key) ?? { ...source, remark: "", number: known.size + 1 };
    known.set(key, note);
    return note;
  }
  return { of: (sources) => [...new Set(sources.map(noteOf))], all: () => [...known.values()] };
}

const doubtful: ReadonlySet<Confidence> = new Set(["observed", "secondary", "inferred"]);

/** `3`, or `3, inferred` where it is less than documentation. */
export function noteLabel({ number, confidence }: Note): string {
  return doubtful.has(confidence) ? `${number} ${confidence}` : String(number);
}
