/**
 * Shut while the provider asks for a pause. After a pause one request goes first; the others follow when it was answered,
 * so that a provider that goes on refusing refuses one request a pause, and not one of each worker.
 */
export interface PauseGate {
  /** When a request may pass; not later than now when it may at once. */
  readyAt(now: number): number;
  /** One passes. Gives the number of pauses so far, by which its answer is told from older ones. */
  pass(): number;
  /** The provider answered something else than a refusal. */
  answered(pauses: number): void;
  /** Shuts for `ms` milliseconds, and lets one alone through afterwards. */
  pause(now: number, ms: number): void;
  /** Shuts until then, and lets all through afterwards. */
  hold(now: number, until: number): void;
  readonly pauses: number;
  readonly until: number;
  /** Milliseconds it was shut. */
  readonly shutMs: number;
}

export function createPauseGate(): PauseGate {
  const state = { until: 0, shutMs: 0, pauses: 0, isOpen: true, isScoutOut: false };
  function hold(now: number, until: number): void {
    if (until <= Math.max(now, state.until)) return;
    state.shutMs += until - Math.max(state.until, now);
    state.until = until;
  }
  return {
    hold,
    readyAt(now) {
      if (now < state.until) return state.until;
      return state.isScoutOut ? Number.POSITIVE_INFINITY : now;
    },
    pass() {
      state.isScoutOut = !state.isOpen;
      return state.pauses;
    },
    answered(pauses) {
      if (pauses !== state.pauses) return;
      state.isOpen = true;
      state.isScoutOut = false;
    },
    pause(now, ms) {
      hold(now, now + ms);
      state.pauses += 1;
      state.isOpen = false;
      state.isScoutOut = false;
    },
    get pauses() {
      return state.pauses;
    },
    get until() {
      return state.until;
    },
    get shutMs() {
      return state.shutMs;
    },
  };
}
