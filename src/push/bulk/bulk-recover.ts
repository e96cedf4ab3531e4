import { StoppedError } from "../../errors.ts";
import { NetworkError } from "../../scim/connection/transport.ts";
import type { BulkSender, Sent } from "./bulk-sender.ts";
import { type Found, lookUp, type Occasion } from "../find/look-up.ts";
import type { PushSession } from "../session.ts";

/** Milliseconds in which a provider that is still at work makes something more. */
const pause = 1000;

/**
 * Finds out what became of creates whose results are not known, before any of them is repeated. `lost`: no answer came,
 * and the provider may still be at work. `untold`: it answered, and not of these.
 */
export async function recoverCreates(
  sender: BulkSender,
  session: PushSession,
  sent: readonly Sent[],
  why: "lost" | "untold",
): Promise<void> {
  const recovery = new Recovery(sender, session);
  if (why === "lost") await session.clock.sleep(pause);
  const rest = why === "lost" ? await recovery.untilQuiet(sent) : sent;
  const [first, ...others] = rest;
  if (first === undefined) return;
  // Where everything is listed to find somebody, that is done once for all of them.
  await recovery.finish(first, "lost");
  await Promise.all(others.map((one) => recovery.finish(one, "before")));
}

class Recovery {
  readonly #sender: BulkSender;
  readonly #session: PushSession;
  /** Those of whom it cannot be found out. */
  readonly #given = new Set<Sent>();

  constructor(sender: BulkSender, session: PushSession) {
    this.#sender = sender;
    this.#session = session;
  }

  /**
   * Follows the provider through the request: as long as there is one more each time, it is still at work. Gives those
   * that are not there when it stands still.
   */
  async untilQuiet(sent: readonly Sent[]): Promise<readonly Sent[]> {
    for (const [at, one] of sent.entries()) {
      const first = await this.#find(one, at === 0 ? "lost" : "before");
      const found = first?.kind === "one" ? first : await this.#findLater(one);
      if (found?.kind !== "one") return sent.slice(at);
      await this.#tell(one, found);
    }
    return [];
  }

  async #findLater(one: Sent): Promise<Found | undefined> {
    await this.#session.clock.sleep(pause);
    return this.#find(one, "lost");
  }

  /** Looks once more, and makes what is not there. */
  async finish(one: Sent, occasion: Occasion): Promise<void> {
    const found = await this.#find(one, occasion);
    if (found !== undefined) await this.#tell(one, found);
  }

  /** Undefined when that cannot be found out; whoever asked has been told. */
  async #find(one: Sent, occasion: Occasion): Promise<Found | undefined> {
    if (this.#given.has(one)) return undefined;
    try {
      return await lookUp(this.#session, one.candidate.wish, occasion);
    } catch (error) {
      this.#given.add(one);
      // It was sent, so whoever asked must not take it for something that never left.
      const isStop = error instanceof StoppedError;
      one.reject(isStop ? new NetworkError(error.message, true, { cause: error }) : error);
      return undefined;
    }
  }

  async #tell(one: Sent, found: Found): Promise<void> {
    switch (found.kind) {
      case "one":
        await this.#sender.besides.note([{ create: one.create, resource: found.resource, isFound: true }]);
        return one.resolve(found.resource);
      case "none":
        return one.resolve(this.#sender.alone(one.candidate.wish));
      case "refused":
        // The look-up that follows says why.
        return one.reject(new NetworkError("no answer to a bulk request", true));
    }
  }
}
