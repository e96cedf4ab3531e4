/** Pieces that are put together at a time. */
const AT_A_TIME = 1024;

/**
 * A line that goes on over others. Its pieces are joined in steps: to add them one by one would keep each as a node of a
 * tree, and a line of 64 MB folded at every character would take 2 GB.
 */
export class FoldedLine {
  /** 1-based, where it begins. */
  readonly line: number;
  /** Whether what continues it is dropped. */
  readonly skipped: boolean;
  readonly #joined: string[] = [];
  #pieces: string[];
  #length: number;

  constructor(begin: string, line: number, skipped: boolean) {
    this.line = line;
    this.skipped = skipped;
    this.#pieces = [begin];
    this.#length = begin.length;
  }

  get length(): number {
    return this.#length;
  }

  add(piece: string): void {
    this.#length += piece.length;
    if (this.#pieces.push(piece) < AT_A_TIME) return;
    this.#joined.push(this.#pieces.join(""));
    this.#pieces = [];
  }

  text(): string {
    return this.#joined.join("") + this.#pieces.join("");
  }
}
