/** Says how many requests went lately. */
export interface PaceMeter {
  /** `sent`: requests that went so far. `heldMs`: milliseconds in which limits held them back so far. */
  note(now: number, sent: number, heldMs: number): void;
  /** Requests a millisecond where no limit holds them back; undefined while too little is known. */
  perMs(): number | undefined;
}

interface Sample {
  readonly at: number;
  readonly sent: number;
  readonly heldMs: number;
}

/** What is looked back on: long enough to be steady, short enough to follow when the provider slows down. */
const span = 10_000;
/** Where requests are rare it is longer, until so many are in it. */
const fewest = 10;
const between = 250;
const shortest = 1_000;

export function createPaceMeter(): PaceMeter {
  const samples: Sample[] = [];
  return {
    note(now, sent, heldMs) {
      const last = samples.at(-1);
      if (last !== undefined && now - last.at < between) return;
      samples.push({ at: now, sent, heldMs });
      for (;;) {
        const [, second] = samples;
        const isEnough =
          second !== undefined &&
          now - second.at >= span &&
          sent - second.sent >= fewest &&
          samples.length > 2;
        if (!isEnough) return;
        samples.shift();
      }
    },
    perMs() {
      const [first] = samples;
      const last = samples.at(-1);
      if (first === undefined || last === undefined) return undefined;
      const open = last.at - first.at - (last.heldMs - first.heldMs);
      const went = last.sent - first.sent;
      return open < shortest || went < fewest ? undefined : went / open;
    },
  };
}
