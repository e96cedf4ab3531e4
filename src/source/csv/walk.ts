import { SourceError } from "../../errors.ts";
import type { Problem } from "../../errors.ts";
import { ProblemList } from "../file/problem-list.ts";
import { checkRowCount } from "../file/row-count.ts";
import { expectStill, FileFault } from "../file/still-file.ts";
import { readText } from "../file/text-file.ts";
import type { StampedFile } from "./files.ts";
import type { CsvHeader } from "./header.ts";
import type { CsvSourceOptions } from "./options.ts";
import type { CsvPass } from "./pass.ts";
import { alignColumns } from "./same-columns.ts";
import type { SharedHeader } from "./same-columns.ts";
import { readCsvTable } from "./table.ts";
import type { CsvPage } from "./table.ts";

/** Walks through files and keeps what is wrong with them. */
export class CsvWalk {
  readonly #options: CsvSourceOptions;
  readonly #problems = new Map<string, Problem>();

  constructor(options: CsvSourceOptions) {
    this.#options = options;
  }

  /** Nothing is wrong so far. */
  get sound(): boolean {
    return this.#problems.size === 0;
  }

  /** One `SourceError` with every problem once, although two kinds of records may come from one file. */
  throwProblems(): void {
    if (!this.sound) throw new SourceError([...this.#problems.values()]);
  }

  /** Yields what the files say, read as one; returns the header they share, if there is one. */
  async *read<Batch>(
    pass: CsvPass<Batch>,
    files: readonly StampedFile[],
  ): AsyncGenerator<Batch, CsvHeader | undefined> {
    let shared: SharedHeader | undefined;
    for (const { file, stamp } of files) {
      const found = new ProblemList(file.display);
      try {
        let rows = 0;
        for await (const page of this.#pages(pass, { file, stamp }, shared, found)) {
          shared ??= { header: page.header, file: file.display };
          rows += page.rows.length + page.known.entries.length;
          yield* pass.batches(page, file.display, found);
        }
        // A file caught in the middle of a rewrite often fails as CSV first; say what really happened.
        await expectStill(file, stamp);
        if (found.empty && pass.countsRows) this.#add(await checkRowCount(file, stamp, rows, this.#options));
      } catch (error) {
        if (!(error instanceof FileFault)) throw error;
        this.#add(error.problem);
      }
      for (const problem of found.all()) this.#add(problem);
    }
    return shared?.header;
  }

  /** The pages of a file, in the order of the columns that all files share. */
  async *#pages(
    { wanted, recogniser }: Pick<CsvPass<unknown>, "wanted" | "recogniser">,
    { file, stamp }: StampedFile,
    shared: SharedHeader | undefined,
    found: ProblemList,
  ): AsyncGenerator<CsvPage> {
    const { delimiter } = this.#options;
    const options = { delimiter, wanted, ...(recogniser !== undefined && { recogniser }) };
    let align: ((page: CsvPage) => CsvPage) | undefined;
    for await (const page of readCsvTable(readText(file, stamp, this.#options), options, found)) {
      align ??= shared === undefined ? (page) => page : alignColumns(page.header, shared, found);
      if (align === undefined) return;
      yield align(page);
    }
  }

  #add(problem: Problem | undefined): void {
    if (problem !== undefined) this.#problems.set(JSON.stringify(problem), problem);
  }
}
