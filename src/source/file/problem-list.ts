import type { Problem } from "../../errors.ts";

const KEPT = 20;

/** What is wrong in one file: the first twenty problems in full, and how many more there were. */
export class ProblemList {
  readonly #file: string;
  readonly #kept: Problem[] = [];
  #dropped = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get empty(): boolean {
    return this.#kept.length === 0;
  }

  add(problem: Omit<Problem, "file">): void {
    if (this.#kept.length < KEPT) this.#kept.push({ file: this.#file, ...problem });
    else this.#dropped += 1;
  }

  /** In the order of lines; problems of the file as a whole stand first. */
  all(): readonly Problem[] {
    const sorted = this.#kept.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    if (this.#dropped === 0) return sorted;
    return [...sorted, { file: this.#file, message: `and ${this.#dropped} more` }];
  }
}
