import type { Problem } from "../../errors.ts";
import type { FileOptions } from "../file/file-options.ts";
import { ProblemList } from "../file/problem-list.ts";
import { checkRowCount } from "../file/row-count.ts";
import { expectStill, FileFault } from "../file/still-file.ts";
import type { FileStamp, NamedFile } from "../file/still-file.ts";
import { readText } from "../file/text-file.ts";
import { FileLists } from "./file-lists.ts";
import { isNamedLines } from "./text/form.ts";
import { JsonText } from "./text/json-text.ts";
import { layoutOf } from "./layout.ts";
import type { PageTotals } from "./page-totals.ts";
import type { ElementTaker } from "./record-taker.ts";
import type { Section } from "./section.ts";

/** One walk through one file. */
export interface FileWalk<B> {
  readonly file: NamedFile;
  readonly stamp: FileStamp;
  /** Whom its elements are for. */
  readonly sections: readonly Section[];
  /** What pages say of all files together; undefined when an earlier walk has seen to it. */
  readonly totals: PageTotals | undefined;
  /** Whether the elements are counted against what proves the file whole. */
  readonly proves: boolean;
  taker(problems: ProblemList): ElementTaker<B>;
}

/**
 * Streams what the taker makes of a file. What is wrong goes to `problems`; what can be read is still yielded, so that its
 * reader finds problems of its own.
 */
export async function* readJsonFile<B>(
  walk: FileWalk<B>,
  options: FileOptions,
  problems: Problem[],
): AsyncGenerator<B> {
  const { file, stamp } = walk;
  const found = new ProblemList(file.display);
  try {
    const rows = yield* walkElements(walk, options, found);
    // A file caught in the middle of a rewrite often fails as JSON first; say what really happened.
    await expectStill(file, stamp);
    if (found.empty && walk.proves) {
      const miscounted = await checkRowCount(file, stamp, rows, options);
      if (miscounted !== undefined) problems.push(miscounted);
    }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    problems.push(error.problem);
  }
  problems.push(...found.all());
}

/** Gives the number of elements. */
async function* walkElements<B>(
  walk: FileWalk<B>,
  options: FileOptions,
  found: ProblemList,
): AsyncGenerator<B, number> {
  const { file, stamp, sections, totals } = walk;
  const elements = walk.taker(found);
  const lists = new FileLists(layoutOf(sections), found, {
    take: (element, target) => elements.take(element, target),
    page: (page) => totals?.add({ file: file.display, ...page }),
  });
  const text = new JsonText({ document: lists, lines: lists.lines() }, formHints(file, sections), found);
  for await (const piece of readText(file, stamp, options)) {
    text.push(piece.text);
    yield* elements.full();
    if (piece.fault !== undefined && !text.stopped) found.add({ ...text.end(), message: piece.fault });
    if (piece.fault !== undefined || text.stopped) {
      yield* elements.rest();
      return lists.elements;
    }
  }
  text.finish();
  yield* elements.full();
  yield* elements.rest();
  return lists.elements;
}

function formHints(file: NamedFile, sections: readonly Section[]) {
  const namedLines = isNamedLines(file.path);
  // A path can only be that of a list in a document.
  return sections.some(({ at }) => at !== undefined)
    ? { namedLines, stated: "document" as const }
    : { namedLines };
}
