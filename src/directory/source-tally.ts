type Kind = "user" | "group";

/** What a source gave in this read, and in the last good one. */
export interface SourceShare {
  readonly now: number;
  /** Records of the last good read; 0 when there was none. */
  readonly before: number;
  /** Records of the last good read that this one does not have. */
  readonly gone: number;
}

const nothing: SourceShare = { now: 0, before: 0, gone: 0 };

/** Counts records by source while they are read. A record of several sources counts for each. */
export class SourceTally {
  readonly #shares = new Map<string, SourceShare>();

  of(kind: Kind, source: string): SourceShare {
    return this.#shares.get(`${kind} ${source}`) ?? nothing;
  }

  /** Counts records that a source gave, whether or not they become somebody. */
  gave(kind: Kind, source: string, records: number): void {
    this.#add(kind, source, { now: records });
  }

  /** Counts a record that is met again; `before` are the sources it had. */
  isIn(kind: Kind, sources: string, before: string): void {
    if (before === sources) return;
    const still = new Set(listOf(sources));
    for (const source of listOf(before)) if (!still.has(source)) this.#add(kind, source, { gone: 1 });
  }

  /** Counts records that were there in the last good read and are met again. */
  wasIn(kind: Kind, sources: string, records = 1): void {
    for (const source of listOf(sources)) this.#add(kind, source, { before: records });
  }

  /** Counts a record that was there in the last good read and is not met again. */
  isGone(kind: Kind, sources: string): void {
    for (const source of listOf(sources)) this.#add(kind, source, { before: 1, gone: 1 });
  }

  #add(kind: Kind, source: string, { now = 0, before = 0, gone = 0 }: Partial<SourceShare>): void {
    const name = `${kind} ${source}`;
    const share = this.#shares.get(name) ?? nothing;
    this.#shares.set(name, { now: share.now + now, before: share.before + before, gone: share.gone + gone });
  }
}

function listOf(sources: string): readonly string[] {
  return sources === "" ? [] : sources.split(",");
}
