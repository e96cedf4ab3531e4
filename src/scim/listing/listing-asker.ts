import { setImmediate } from "node:timers/promises";
import { AnswerError } from "../answer/answer-error.ts";
import type { ScimClient } from "../client.ts";
import { countIn, type Gathering, type Take } from "./listing-end.ts";
import type { AttributeSelection, ListRequest } from "../list-request.ts";
import type { ListPage } from "../list.ts";
import type { Resource, ResourceType } from "../resource.ts";
import { ScimError } from "../scim-error.ts";
import { NetworkError } from "../connection/transport.ts";

/** The one call a listing needs. */
export type Lister = Pick<ScimClient, "list">;

/** A page, and how many of its resources were new. */
export interface Asked {
  readonly page: ListPage;
  readonly fresh: number;
}

/** Asks for pages and hands on what they bring. */
export interface Asker {
  readonly gathering: Gathering;
  /** Rejects with `ScimError` and `NetworkError`. */
  ask(request: ListRequest): Promise<Asked>;
  /** The same where it does no harm when no page comes: that counts as a page of nothing. */
  tryFor(request: ListRequest): Promise<Asked>;
  /** Hands on what the last page brought. Of other pages that is done while the next one is on its way. */
  handOn(): Promise<void>;
}

export function createAsker(
  client: Lister,
  type: ResourceType,
  { attributes, excludedAttributes }: AttributeSelection,
  gathering: Gathering,
  take: Take,
): Asker {
  let arrived: readonly Resource[] = [];
  async function handOn(): Promise<void> {
    const resources = arrived;
    arrived = [];
    for (const resource of resources) {
      const taken = take(resource);
      if (taken !== undefined) await taken;
    }
  }
  let selection: AttributeSelection = {
    ...(attributes === undefined ? {} : { attributes }),
    ...(excludedAttributes === undefined ? {} : { excludedAttributes }),
  };
  async function askOnce(request: ListRequest): Promise<ListPage> {
    try {
      return await client.list(type, { ...request, ...selection });
    } catch (error) {
      // Some refuse to leave attributes out; the list itself may be had.
      const isPlain = Object.keys(selection).length === 0;
      if (isPlain || gathering.pages > 0 || !isRefused(error)) throw error;
      const page = await client.list(type, request);
      selection = {};
      return page;
    }
  }
  async function handOnMeanwhile(): Promise<void> {
    // One turn, so that the request is out before this thread is busy.
    if (arrived.length > 0) await setImmediate();
    await handOn();
  }
  async function ask(request: ListRequest): Promise<Asked> {
    const asking = askOnce(request);
    // Whoever takes may fail first; then nobody waits for the page any more.
    asking.catch(() => undefined);
    await handOnMeanwhile();
    const page = await asking;
    arrived = countIn(gathering, page);
    return { page, fresh: arrived.length };
  }
  async function tryFor(request: ListRequest): Promise<Asked> {
    try {
      return await ask(request);
    } catch (error) {
      if (!isRefused(error) && !(error instanceof NetworkError)) throw error;
      return { page: { resources: [], rows: 0, total: undefined }, fresh: 0 };
    }
  }
  return { gathering, ask, tryFor, handOn };
}

/** True of an answer that is no page: a refusal, or something nothing can be made of. */
export function isRefused(error: unknown): error is ScimError | AnswerError {
  return error instanceof ScimError || error instanceof AnswerError;
}
