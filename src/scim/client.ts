import { setMaxListeners } from "node:events";
import type { Json, JsonObject } from "../canonical.ts";
import { type Clock, systemClock } from "../clock.ts";
import { TargetError } from "../errors.ts";
import { type Logger, silentLogger } from "../log.ts";
import { identifiesSame } from "./attribute-rules.ts";
import { valuesAt } from "./attribute-value.ts";
import { withCredentials } from "./auth.ts";
import type { Credentials } from "./credentials.ts";
import { type Capabilities, readCapabilities } from "./discovery.ts";
import { quoteFilterValue } from "./filter.ts";
import type { Limits } from "./limits.ts";
import { type ListPage, readListPage } from "./list.ts";
import { createRateLimiter, type RateLimiter, withRateLimit } from "./rate-limit.ts";
import { newRequestCount, type RequestCount, withRequestCount } from "./request-count.ts";
import {
  endpoints,
  patchOpSchema,
  readResource,
  type Resource,
  type ResourceType,
  type ScimId,
} from "./resource.ts";
import { defaultRetryPolicy, type RetryPolicy, withRetry } from "./retry.ts";
import { readSchemas, type ScimSchema } from "./schema.ts";
import { parseJson, readScimError } from "./scim-error.ts";
import {
  NetworkError,
  openTransport,
  type TransportOptions,
  type ScimRequest,
  type ScimResponse,
  type Send,
  type Transport,
} from "./transport.ts";

export interface ScimClientOptions {
  /** Without a slash at the end, such as `https://example.com/scim/v2`. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly limits: Limits;
  readonly contentType?: "application/scim+json" | "application/json";
  readonly headers?: Readonly<Record<string, string>>;
  readonly retry?: Partial<RetryPolicy>;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly log?: Logger;
  readonly dispatcher?: NonNullable<TransportOptions["dispatcher"]>;
  /** Ends all waiting and all requests. */
  readonly signal?: AbortSignal;
}

/** One operation of a PATCH request (RFC 7644 §3.5.2). */
export interface PatchOperation {
  readonly op: "add" | "replace" | "remove";
  readonly path?: string;
  readonly value?: Json;
}

/**
 * A SCIM 2.0 client (RFC 7644). Refusals reject with `ScimError`, answers that never came with `NetworkError`,
 * refused credentials and servers that do not speak SCIM with `TargetError`.
 */
export class ScimClient {
  readonly requests: RequestCount = newRequestCount();
  readonly #options: ScimClientOptions;
  readonly #transport: Transport;
  readonly #limiter: RateLimiter;
  readonly #send: Send;

  constructor(options: ScimClientOptions) {
    const clock = options.clock ?? systemClock;
    this.#options = options;
    // Each request in flight listens to the signal; more than ten of them are no leak.
    if (options.signal !== undefined) setMaxListeners(0, options.signal);
    this.#limiter = createRateLimiter(options.limits, clock);
    this.#transport = openTransport({
      baseUrl: options.baseUrl,
      contentType: options.contentType ?? "application/scim+json",
      headers: { "user-agent": "scimsync", ...options.headers },
      connections: options.limits.concurrency,
      timeout: options.limits.timeout,
      ...(options.dispatcher === undefined ? {} : { dispatcher: options.dispatcher }),
    });
    this.#send = this.#wrap(clock);
  }

  /** Innermost first: count what goes out, wait for a permit, add the credentials, repeat what may be repeated. */
  #wrap(clock: Clock): Send {
    const { credentials, random = Math.random, log = silentLogger } = this.#options;
    const counted = withRequestCount(this.#transport.send, this.requests);
    const paced = withRateLimit(counted, this.#limiter);
    return withRetry(withCredentials(paced, credentials), {
      policy: { ...defaultRetryPolicy, ...this.#options.retry },
      limiter: this.#limiter,
      clock,
      random,
      onRetry: (request, reason, waitMs) => {
        this.requests.retried += 1;
        log.debug({ method: request.method, path: request.path, reason, waitMs }, "request repeated");
      },
    });
  }

  /** Milliseconds that pauses announced by the provider held requests back. */
  get throttledMs(): number {
    return this.#limiter.throttledMs;
  }

  /** ServiceProviderConfig, or undefined when the provider has none. */
  async discover(): Promise<Capabilities | undefined> {
    const response = await this.#ask({ method: "GET", path: "/ServiceProviderConfig" });
    if (response.status >= 500) throw readScimError(response);
    return response.status === 200 ? readCapabilities(parseJson(response.text)) : undefined;
  }

  /** The provider's `/Schemas` (RFC 7644 §4), or undefined when it has none that can be read. */
  async schemas(): Promise<readonly ScimSchema[] | undefined> {
    const response = await this.#ask({ method: "GET", path: "/Schemas" });
    if (response.status >= 500) throw readScimError(response);
    return response.status === 200 ? readSchemas(parseJson(response.text)) : undefined;
  }

  /** Asks for one user, to learn that there is a SCIM service at all. Throws `TargetError` when there is none. */
  async probe(): Promise<void> {
    const response = await this.#ask({ method: "GET", path: `${endpoints.User}?startIndex=1&count=1` });
    if (response.status >= 400 && response.status !== 404) throw readScimError(response);
    const page = readListPage("User", parseJson(response.text));
    if (page === undefined) throw notScim(this.#options.baseUrl, response);
  }

  /** The resource, or undefined when there is none of that id. */
  async get(type: ResourceType, id: ScimId, query: ReadQuery = {}): Promise<Resource | undefined> {
    const response = await this.#ask({ method: "GET", path: resourcePath(type, id) + queryOf(query) });
    if (response.status === 404 || response.status === 410) return undefined;
    const resource = this.#resource(type, response);
    // An answer without a resource says nothing; taken for absence it would cost somebody the account.
    if (resource === undefined)
      throw new NetworkError(`the answer to GET ${type} ${id} holds no resource`, true);
    return resource;
  }

  /**
   * Resources whose attribute equals the value. What the provider answers is checked against the question, since
   * some ignore filters they do not know.
   */
  async find(
    type: ResourceType,
    path: string,
    value: string,
    query: ReadQuery = {},
  ): Promise<readonly Resource[]> {
    const filter = `${path} eq ${quoteFilterValue(value)}`;
    const page = await this.#page(type, { ...query, filter });
    return page.resources.filter((resource) =>
      valuesAt(resource.attributes, path).some(
        (found) =>
          (typeof found === "string" || typeof found === "number") &&
          identifiesSame(path, value, String(found)),
      ),
    );
  }

  /** One page of all resources; `startIndex` is 1-based. */
  list(type: ResourceType, startIndex: number, count: number, query: ReadQuery = {}): Promise<ListPage> {
    return this.#page(type, { ...query, startIndex: String(startIndex), count: String(count) });
  }

  async create(type: ResourceType, attributes: JsonObject): Promise<Resource | undefined> {
    const response = await this.#ask({ method: "POST", path: endpoints[type], body: attributes });
    return this.#resource(type, response);
  }

  async replace(type: ResourceType, id: ScimId, attributes: JsonObject): Promise<Resource | undefined> {
    return this.#resource(
      type,
      await this.#ask({ method: "PUT", path: resourcePath(type, id), body: attributes }),
    );
  }

  /** `idempotent`: applying the operations twice does what applying them once does. */
  async patch(
    type: ResourceType,
    id: ScimId,
    operations: readonly PatchOperation[],
    idempotent: boolean,
  ): Promise<Resource | undefined> {
    const body = { schemas: [patchOpSchema], Operations: operations as unknown as Json };
    const request: ScimRequest = { method: "PATCH", path: resourcePath(type, id), body, idempotent };
    return this.#resource(type, await this.#ask(request));
  }

  /** True when the provider deleted it, false when it was gone already. */
  async delete(type: ResourceType, id: ScimId): Promise<boolean> {
    const response = await this.#ask({ method: "DELETE", path: resourcePath(type, id) });
    if (response.status === 404 || response.status === 410) return false;
    if (response.status >= 400) throw readScimError(response);
    return true;
  }

  async close(): Promise<void> {
    await this.#limiter.close();
    await this.#transport.close();
  }

  async #page(type: ResourceType, query: Readonly<Record<string, string>>): Promise<ListPage> {
    const response = await this.#ask({ method: "GET", path: endpoints[type] + queryOf(query) });
    if (response.status === 404) return { resources: [], total: 0 };
    if (response.status >= 400) throw readScimError(response);
    const page = readListPage(type, parseJson(response.text));
    if (page === undefined) throw notScim(this.#options.baseUrl, response);
    return page;
  }

  #resource(type: ResourceType, response: ScimResponse): Resource | undefined {
    if (response.status >= 400) throw readScimError(response);
    if (response.text.trim() === "") return undefined;
    const body = parseJson(response.text);
    if (body === undefined) throw notScim(this.#options.baseUrl, response);
    return readResource(type, body);
  }

  async #ask(request: ScimRequest): Promise<ScimResponse> {
    const response = await this.#send(request, this.#options.signal);
    const redirected = response.status >= 300 && response.status < 400;
    const page = response.status < 300 && response.headers["content-type"]?.includes("text/html") === true;
    if (redirected || page) throw notScim(this.#options.baseUrl, response);
    return response;
  }
}

/** Query parameters of a read (RFC 7644 §3.9), such as `excludedAttributes`. */
export type ReadQuery = Readonly<Record<string, string>>;

function queryOf(query: ReadQuery): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** An id of dots alone would walk up the path, so its dots are encoded too. */
function resourcePath(type: ResourceType, id: ScimId): string {
  const encoded = encodeURIComponent(id);
  return `${endpoints[type]}/${/^\.+$/.test(encoded) ? encoded.replaceAll(".", "%2E") : encoded}`;
}

function notScim(baseUrl: string, response: ScimResponse): TargetError {
  const kind = response.headers["content-type"]?.split(";")[0] ?? "no content type";
  const to = response.headers["location"];
  const said =
    to === undefined ? `HTTP ${response.status}, ${kind}` : `HTTP ${response.status}, a redirect to ${to}`;
  return new TargetError(
    "not_scim",
    `${baseUrl} does not answer like a SCIM service (${said}); check baseUrl`,
  );
}
