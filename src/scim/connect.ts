import type { Dispatcher } from "undici";

export interface ConnectOptions {
  /** Where to; the path does not matter. */
  readonly baseUrl: string;
  /** Connections kept open. */
  readonly connections: number;
  /** Milliseconds for a connection to be made, 15,000 at most. */
  readonly timeout: number;
}

/** Loaded with the first request: most runs have nothing to send, and loading costs a tenth of a second. */
export async function openPool({ baseUrl, connections, timeout }: ConnectOptions): Promise<Dispatcher> {
  const { Pool } = await import("undici");
  const connect = { timeout: Math.min(timeout, 15_000) };
  return new Pool(new URL(baseUrl).origin, { connections, pipelining: 1, connect });
}
