import { setMaxListeners } from "node:events";
import type { Json, JsonObject } from "../canonical.ts";
import { TargetError } from "../errors.ts";
import { AnswerError } from "./answer/answer-error.ts";
import { answerBytes } from "./answer/answer-limits.ts";
import { identifiesSame } from "./attribute-rules.ts";
import { valuesAt } from "./attribute-value.ts";
import { bulkBody, type BulkOperation, type BulkOptions, type BulkResult } from "./bulk.ts";
import type { ScimClientOptions } from "./client-options.ts";
import { type Capabilities, readCapabilities } from "./discovery.ts";
import { type EndpointPaths, spelledPath, usualPaths } from "./endpoint-paths.ts";
import { quoteFilterValue } from "./filter.ts";
import type { ListPage } from "./list.ts";
import { type AttributeSelection, type ListRequest, queryOf, searchBody } from "./list-request.ts";
import type { RequestCount } from "./request-count.ts";
import { requestLine } from "./request-line.ts";
import {
  type Answer,
  readAsked,
  readBulk,
  readDeleted,
  readJson,
  readPage,
  readWritten,
} from "./answer/read-answer.ts";
import { idInLocation, resourcePath } from "./resource-path.ts";
import { endpoints, patchOpSchema, type Resource, type ResourceType, type ScimId } from "./resource.ts";
import { readSchemas, type ScimSchema } from "./schema.ts";
import { ScimError } from "./scim-error.ts";
import type { Ahead } from "./pace/ahead.ts";
import { NetworkError, type ScimRequest, type ScimResponse } from "./connection/transport.ts";
import { openWire, type Wire } from "./wire.ts";
import type { PatchOperation, PatchOptions, WriteOptions } from "./write-request.ts";

/**
 * A SCIM 2.0 client (RFC 7644). Refusals reject with `ScimError`, answers that never came with `NetworkError`, those
 * that cannot be read with its kind `AnswerError`, refused credentials with `TargetError`, an impossible id with
 * `UsageError`. Redirects are not followed, and nothing is asked of an address that an answer names.
 */
export class ScimClient {
  readonly #options: ScimClientOptions;
  readonly #paths: EndpointPaths;
  readonly #wire: Wire;
  readonly #onAnswer: OnAnswer | undefined;

  /** @param told of another client whose wire this one uses; see `telling` */
  constructor(options: ScimClientOptions, told?: Told) {
    this.#options = options;
    this.#paths = options.paths ?? usualPaths;
    this.#onAnswer = told?.onAnswer;
    // Each request in flight listens to the signal; more than ten of them are no leak.
    if (told === undefined && options.signal !== undefined) setMaxListeners(0, options.signal);
    this.#wire = told?.wire ?? openWire(options);
  }

  /** The same client, on the same wire, which tells of each answer to its own requests before anything is made of it. */
  telling(onAnswer: OnAnswer): ScimClient {
    return new ScimClient(this.#options, { wire: this.#wire, onAnswer });
  }

  /** How many requests went out so far. */
  get requests(): RequestCount {
    return this.#wire.requests;
  }

  /** Milliseconds that pauses announced by the provider held requests back. */
  get throttledMs(): number {
    return this.#wire.throttledMs;
  }

  /** Milliseconds by which our clock is ahead of the provider's; undefined while no answer told its time. */
  get clockSkew(): number | undefined {
    return this.#wire.clockSkew;
  }

  /** Milliseconds in which requests waited for limits, quotas or pauses, and not for answers of others. */
  get heldMs(): number {
    return this.#wire.heldMs;
  }

  /** Milliseconds that limits, quotas, pauses and refusals will hold back the last of these, as far as is known now. */
  heldFor(ahead: readonly Ahead[]): number {
    return this.#wire.heldFor(ahead);
  }

  /**
   * Sends one request as it stands, with the credentials and at the pace of the target, and gives the answer whatever it
   * says. For looking at a provider; to work with it there are the other methods. The path is as RFC 7644 has it, wherever
   * the provider has the endpoint.
   */
  exchange(request: ScimRequest, signal = this.#options.signal): Promise<ScimResponse> {
    return this.#wire.send(request, signal);
  }

  /** ServiceProviderConfig, or undefined when the provider has none that can be read. */
  async discover(): Promise<Capabilities | undefined> {
    return readCapabilities(await this.#described("/ServiceProviderConfig"));
  }

  /** The provider's `/Schemas` (RFC 7644 §4), or undefined when it has none that can be read. */
  async schemas(): Promise<readonly ScimSchema[] | undefined> {
    return readSchemas(await this.#described("/Schemas"));
  }

  /** Asks for one user, to learn that there is a SCIM service at all. Throws `TargetError` when there is none. */
  async probe(): Promise<void> {
    try {
      await this.list("User", { startIndex: 1, count: 1 });
    } catch (error) {
      const isNone = error instanceof AnswerError || (error instanceof ScimError && error.status === 404);
      throw isNone ? notScim(this.#options.baseUrl, error) : error;
    }
  }

  /**
   * The resource, or undefined when there is none of that id. A page of HTML that says 404 is believed only while the
   * service still answers lists: before a service that is down, a gateway says it of everybody.
   */
  async get(
    type: ResourceType,
    id: ScimId,
    selection: AttributeSelection = {},
  ): Promise<Resource | undefined> {
    const path = resourcePath(type, id) + queryOf(selection);
    const answer = await this.#ask({ method: "GET", path, answerBytes: answerBytes.resource[type] });
    const { status, text } = answer.response;
    if (status !== 404 && status !== 410) return readAsked(type, id, answer);
    if (text.trimStart().startsWith("<")) await this.probe();
    return undefined;
  }

  /**
   * Resources whose attribute equals the value. What the provider answers is checked against the question, since
   * some ignore filters they do not know.
   */
  async find(
    type: ResourceType,
    path: string,
    value: string,
    selection: AttributeSelection = {},
  ): Promise<readonly Resource[]> {
    const filter = `${path} eq ${quoteFilterValue(value)}`;
    const page = await this.list(type, { ...selection, filter }).catch(noneAt404);
    return page.resources.filter((resource) =>
      valuesAt(resource.attributes, path).some(
        (found) =>
          (typeof found === "string" || typeof found === "number") &&
          identifiesSame(path, value, String(found)),
      ),
    );
  }

  /** One page of resources (RFC 7644 §3.4.2). Nothing is checked against the question; `find` does so. */
  async list(type: ResourceType, request: ListRequest = {}): Promise<ListPage> {
    return readPage(type, await this.#ask({ method: "GET", path: endpoints[type] + queryOf(request) }));
  }

  /** The same by POST (RFC 7644 §3.4.3), for questions that shall not stand in a URL or are too long for one. */
  async search(type: ResourceType, request: ListRequest = {}): Promise<ListPage> {
    const [path, body] = [`${endpoints[type]}/.search`, searchBody(request)];
    return readPage(type, await this.#ask({ method: "POST", path, body, isRead: true, idempotent: true }));
  }

  /** Makes a resource. Gives what the provider says of it, at least its id; undefined when it does not tell that. */
  async create(type: ResourceType, attributes: JsonObject): Promise<Resource | undefined> {
    const answer = await this.#write(type, { method: "POST", path: endpoints[type], body: attributes });
    const resource = readWritten(type, answer);
    if (resource !== undefined) return resource;
    const id = idInLocation(this.#options.baseUrl, type, answer.response.headers["location"], this.#paths);
    return id === undefined ? undefined : { id, attributes: { id } };
  }

  /** Writes the whole resource (RFC 7644 §3.5.1). Undefined when the provider does not tell what it holds now. */
  async replace(
    type: ResourceType,
    id: ScimId,
    attributes: JsonObject,
    { ifMatch }: WriteOptions = {},
  ): Promise<Resource | undefined> {
    const request = { method: "PUT", path: resourcePath(type, id), body: attributes } as const;
    return readWritten(type, await this.#write(type, request, ifMatch));
  }

  /** Changes a resource (RFC 7644 §3.5.2). Undefined when the provider does not tell what it holds now. */
  async patch(
    type: ResourceType,
    id: ScimId,
    operations: readonly PatchOperation[],
    { idempotent = false, ifMatch, excludedAttributes }: PatchOptions = {},
  ): Promise<Resource | undefined> {
    const body = { schemas: [patchOpSchema], Operations: operations as unknown as Json };
    const path =
      resourcePath(type, id) + queryOf(excludedAttributes === undefined ? {} : { excludedAttributes });
    const request = { method: "PATCH", path, body, idempotent } as const;
    return readWritten(type, await this.#write(type, request, ifMatch));
  }

  /** True when the provider deleted it, false when it was gone already. */
  async delete(type: ResourceType, id: ScimId, { ifMatch }: WriteOptions = {}): Promise<boolean> {
    const answer = await this.#write(type, { method: "DELETE", path: resourcePath(type, id) }, ifMatch);
    if (answer.response.status === 404 || answer.response.status === 410) return false;
    readDeleted(answer);
    return true;
  }

  /**
   * Sends several operations in one request (RFC 7644 §3.7). Gives the result of each, in order; undefined where the
   * answer tells none that is unmistakably its own.
   */
  async bulk(
    operations: readonly BulkOperation[],
    options: BulkOptions = {},
  ): Promise<readonly (BulkResult | undefined)[]> {
    const spelt = operations.map((one) => ({ ...one, path: spelledPath(one.path, this.#paths) }));
    const answer = await this.#ask({ method: "POST", path: "/Bulk", body: bulkBody(spelt, options) });
    return readBulk(this.#options.baseUrl, spelt, answer, this.#paths);
  }

  /** Where a resource is (RFC 7643 §3.1), as a reference to it has to say. */
  locationOf(type: ResourceType, id: ScimId): string {
    return `${this.#options.baseUrl}${spelledPath(resourcePath(type, id), this.#paths)}`;
  }

  /** Ends all connections; requests under way are finished first. */
  async close(): Promise<void> {
    await this.#wire.close();
  }

  /** What the provider says of itself at `path`; undefined when that is nothing that can be read. */
  async #described(path: string): Promise<Json | undefined> {
    const answer = await this.#ask({ method: "GET", path, answerBytes: answerBytes.discovery });
    if (answer.response.status >= 400 && answer.response.status < 500) return undefined;
    try {
      return readJson(answer);
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      if (error.reason === "redirect" || error.reason === "html") throw notScim(this.#options.baseUrl, error);
      return undefined;
    }
  }

  #write(type: ResourceType, request: ScimRequest, ifMatch?: string): Promise<Answer> {
    const headers = ifMatch === undefined ? {} : { headers: { "if-match": ifMatch } };
    return this.#ask({ ...request, ...headers, answerBytes: answerBytes.resource[type] });
  }

  async #ask(request: ScimRequest): Promise<Answer> {
    // Messages tell the path that was asked for.
    const asked = { ...request, path: spelledPath(request.path, this.#paths) };
    try {
      const answer = { request: asked, response: await this.exchange(request) };
      this.#onAnswer?.(answer);
      return answer;
    } catch (error) {
      if (error instanceof NetworkError) error.request ??= requestLine(asked);
      throw error;
    }
  }
}

type OnAnswer = (answer: Answer) => void;

interface Told {
  readonly wire: Wire;
  readonly onAnswer: OnAnswer;
}

/** Some providers answer 404 to a filter that finds nobody. */
function noneAt404(error: unknown): ListPage {
  if (error instanceof ScimError && error.status === 404) return { resources: [], rows: 0, total: 0 };
  throw error;
}

function notScim(baseUrl: string, cause: unknown): TargetError {
  const said = cause instanceof AnswerError ? cause.seen : (cause as ScimError).message;
  const message = `${baseUrl} does not answer like a SCIM service (${said}); check baseUrl`;
  return new TargetError("not_scim", message, { cause });
}
