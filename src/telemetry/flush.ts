export interface FlushOptions {
  /** Milliseconds. */
  readonly patience?: number;
  /** Ends the process, if something keeps it from ending. */
  readonly exit?: () => void;
}

/** Connections are given so many milliseconds to end by themselves. */
const grace = 200;

/**
 * Waits until what is left is sent, for five seconds at most, and gives why it was not. Whoever is still sending then does not keep
 * the process from ending.
 */
export async function flush(
  send: () => Promise<void>,
  { patience = 5_000, exit = () => process.exit() }: FlushOptions = {},
): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Error>((resolve) => {
    timer = setTimeout(() => {
      setTimeout(exit, grace).unref();
      resolve(new Error(`nobody took it within ${patience / 1000} seconds`));
    }, patience);
  });
  try {
    return await Promise.race([sent(send), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function sent(send: () => Promise<void>): Promise<Error | undefined> {
  try {
    await send();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
