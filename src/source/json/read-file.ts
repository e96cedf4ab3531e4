import type { Problem } from "../../errors.ts";
import type { FileOptions } from "../file/file-options.ts";
import { ProblemList } from "../file/problem-list.ts";
import { checkRowCount } from "../file/row-count.ts";
import { expectStill, FileFault } from "../file/still-file.ts";
import { readText } from "../file/text-file.ts";
import type { PageTotals } from "./page-totals.ts";
import { readElements } from "./read-elements.ts";
import type { ElementTaker } from "./record-taker.ts";
import type { SectionedFile } from "./section-files.ts";

/** One walk through one file. */
export interface FileWalk<B> extends SectionedFile {
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
  const { file, stamp, sections, totals } = walk;
  const found = new ProblemList(file.display);
  try {
    const texts = readText(file, stamp, options);
    const known = { file: file.display, sections, totals };
    const rows = yield* readElements(texts, known, walk.taker(found), found);
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
