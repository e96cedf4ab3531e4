/** Where a record was met in this read. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Where all entries were met in a read, as bytes in the order of this machine. */
export interface PlaceTable {
  readonly lines: Buffer;
  readonly files: Buffer;
  readonly names: readonly string[];
}

/** Remembers which entries a read has met, and where: eight bytes an entry, for any size of directory. */
export class SeenEntries {
  #lines = new Uint32Array(1024);
  #files = new Uint16Array(1024);
  readonly #names: string[] = [];
  #lastFile = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  has(id: number): boolean {
    return (this.#lines[id] ?? 0) !== 0;
  }

  place(id: number): Place | undefined {
    const line = this.#lines[id] ?? 0;
    return line === 0 ? undefined : { file: this.#names[this.#files[id] ?? 0] ?? "", line };
  }

  add(id: number, place: Place): void {
    if (id >= this.#lines.length) this.#grow(id);
    if (!this.has(id)) this.#count += 1;
    this.#lines[id] = place.line;
    this.#files[id] = this.#indexOf(place.file);
  }

  /** Of each entry, by its id: the line as 32 bits, and the file as 16 bits that index `names`; line 0 is unmet. */
  toTable(): PlaceTable {
    return {
      lines: Buffer.from(this.#lines.buffer, 0, this.#lines.byteLength),
      files: Buffer.from(this.#files.buffer, 0, this.#files.byteLength),
      names: this.#names,
    };
  }

  #indexOf(file: string): number {
    if (this.#names[this.#lastFile] === file) return this.#lastFile;
    const at = this.#names.indexOf(file);
    this.#lastFile = at === -1 ? this.#names.push(file) - 1 : at;
    return this.#lastFile;
  }

  #grow(id: number): void {
    const size = Math.max(id + 1, this.#lines.length * 2);
    const lines = new Uint32Array(size);
    lines.set(this.#lines);
    this.#lines = lines;
    const files = new Uint16Array(size);
    files.set(this.#files);
    this.#files = files;
  }
}
