/** Something that is fetched, lies somewhere for a while, and is taken away again. */
interface Removable {
  remove(): Promise<void>;
}

/** Fetches once, however often and by whomever it is asked. */
export class FetchOnce<Fetched extends Removable> {
  readonly #fetch: (signal: AbortSignal) => Promise<Fetched>;
  readonly #controller = new AbortController();
  #fetched: Promise<Fetched> | undefined;

  constructor(fetch: (signal: AbortSignal) => Promise<Fetched>) {
    this.#fetch = fetch;
  }

  get(): Promise<Fetched> {
    return (this.#fetched ??= this.#fetch(this.#controller.signal));
  }

  /** Gives up a fetch that is under way, and takes away what was fetched. */
  async close(): Promise<void> {
    this.#controller.abort(new Error("the source was closed while it was read"));
    const fetched = await this.#fetched?.catch(() => undefined);
    await fetched?.remove();
  }
}
