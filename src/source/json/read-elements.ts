import type { DecodedText } from "../file/decoded-text.ts";
import type { ProblemList } from "../file/problem-list.ts";
import { FileLists } from "./file-lists.ts";
import { layoutOf } from "./layout.ts";
import type { PageTotals } from "./page-totals.ts";
import type { ElementTaker } from "./record-taker.ts";
import type { Section } from "./section.ts";
import { isNamedLines } from "./text/form.ts";
import { JsonText } from "./text/json-text.ts";

/** What a text is known to hold. */
export interface ElementsOptions {
  /** As messages name it; NDJSON is known by it, too. */
  readonly file: string;
  /** Whom its elements are for. */
  readonly sections: readonly Section[];
  /** Where pages tell their totals; undefined when an earlier walk has seen to it. */
  readonly totals: PageTotals | undefined;
}

/**
 * Streams what the taker makes of a text, and gives the number of elements. What is wrong goes to `problems`; what can be
 * read is still yielded, and must not be believed.
 */
export async function* readElements<B>(
  texts: AsyncIterable<DecodedText>,
  { file, sections, totals }: ElementsOptions,
  taker: ElementTaker<B>,
  problems: ProblemList,
): AsyncGenerator<B, number> {
  const lists = new FileLists(layoutOf(sections), problems, {
    take: (element, target) => taker.take(element, target),
    page: (page) => totals?.add({ file, ...page }),
  });
  const text = new JsonText({ document: lists, lines: lists.lines() }, formHints(file, sections), problems);
  for await (const piece of texts) {
    text.push(piece.text);
    yield* taker.full();
    if (piece.fault !== undefined && !text.stopped) problems.add({ ...text.end(), message: piece.fault });
    if (piece.fault !== undefined || text.stopped) {
      yield* taker.rest();
      return lists.elements;
    }
  }
  text.finish();
  yield* taker.full();
  yield* taker.rest();
  return lists.elements;
}

function formHints(file: string, sections: readonly Section[]): ConstructorParameters<typeof JsonText>[1] {
  const namedLines = isNamedLines(file);
  // A path can only be that of a list in a document.
  return sections.some(({ at }) => at !== undefined) ? { namedLines, stated: "document" } : { namedLines };
}
