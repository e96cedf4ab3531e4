/** Lets work through one at a time until it is open. */
export interface Gate {
  pass<Result>(work: () => Promise<Result>): Promise<Result>;
  open(): void;
  isOpen(): boolean;
}

/** Work that has gone through one at a time and taught nothing is enough. */
const mostTurns = 10;

export function createGate(startsOpen: boolean): Gate {
  let isOpen = startsOpen;
  let turns = 0;
  let last: Promise<unknown> = Promise.resolve();
  const opening = new EventTarget();
  const opened = new Promise((resolve) => opening.addEventListener("open", resolve, { once: true }));
  function open(): void {
    isOpen = true;
    opening.dispatchEvent(new Event("open"));
  }
  async function takeTurn<Result>(before: Promise<unknown>, work: () => Promise<Result>): Promise<Result> {
    await Promise.race([before, opened]);
    turns += 1;
    if (turns >= mostTurns) open();
    return work();
  }
  return {
    pass(work) {
      if (isOpen) return work();
      const turn = takeTurn(last, work);
      last = turn.catch(() => undefined);
      return turn;
    },
    open,
    isOpen: () => isOpen,
  };
}
