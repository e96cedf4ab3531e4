/** Lets one piece of work at a time have a thing, by the thing's name; others wait in the order they came. */
export interface Turns {
  take<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    async take(name, work) {
      const mine = (last.get(name) ?? Promise.resolve()).then(work);
      const ended = mine.catch(() => {});
      last.set(name, ended);
      try {
        return await mine;
      } finally {
        if (last.get(name) === ended) last.delete(name);
      }
    },
  };
}
