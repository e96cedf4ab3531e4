import { createHook } from "node:async_hooks";

const day = 24 * 60 * 60 * 1000;

/**
 * Runs `start` and lets no timer of a day or more that it made keep the process alive: SAML Jackson makes one
 * for its traces and offers no way to end it.
 */
export async function withoutDailyTimers<Value>(start: () => Promise<Value>): Promise<Value> {
  const made: object[] = [];
  const hook = createHook({
    init: (_id, type, _trigger, resource) => type === "Timeout" && made.push(resource),
  });
  hook.enable();
  try {
    return await start();
  } finally {
    hook.disable();
    const timers = made as readonly { _idleTimeout?: number; unref: () => void }[];
    for (const timer of timers) if ((timer._idleTimeout ?? 0) >= day) timer.unref();
  }
}
