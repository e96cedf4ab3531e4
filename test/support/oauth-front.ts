import { randomUUID } from "node:crypto";
import { type Answer, type Came, startWebServer } from "./web-server.ts";

/** Stands before a SCIM service and lets in who shows an access token that it gave. */
export interface OAuthFront {
  /** In place of that of the service. */
  readonly baseUrl: string;
  readonly tokenUrl: string;
  /** Forms of the token requests, in order. */
  readonly granted: readonly URLSearchParams[];
  /** Requests that were let in, and those refused with 401. */
  readonly count: { let: number; refused: number };
  /** The refresh token that is good now. */
  readonly refreshToken: string;
}

export interface OAuthManners {
  /** Requests that one access token is good for, whatever is said of its life. */
  readonly uses?: number;
  /** Gives a new refresh token each time, and takes each once. */
  readonly rotates?: boolean;
  /** Whether a client is let in by what its `Authorization` says; any is, when left out. */
  readonly knows?: (authorization: string | undefined) => boolean;
}

/** A front that ends with the test. */
export async function startOAuthFront(
  service: { readonly baseUrl: string; readonly token: string },
  { uses = Infinity, rotates = false, knows = () => true }: OAuthManners = {},
): Promise<OAuthFront> {
  const left = new Map<string, number>();
  const granted: URLSearchParams[] = [];
  const count = { let: 0, refused: 0 };
  let refreshToken = randomUUID();

  const tokens = await startWebServer(({ body, headers }) => {
    if (!knows(headers.authorization)) return { status: 401, body: { error: "invalid_client" } };
    const form = new URLSearchParams(body);
    if (form.get("grant_type") === "refresh_token" && form.get("refresh_token") !== refreshToken)
      return { status: 400, body: { error: "invalid_grant" } };
    granted.push(form);
    const token = randomUUID();
    left.set(token, uses);
    if (rotates) refreshToken = randomUUID();
    return { status: 200, body: { access_token: token, expires_in: 3600, refresh_token: refreshToken } };
  });
  const front = await startWebServer((came) => {
    const token = came.headers.authorization?.replace("Bearer ", "") ?? "";
    const uses = left.get(token) ?? 0;
    if (uses < 1) {
      count.refused += 1;
      return { status: 401, body: { detail: `the token ${token} is not good` } };
    }
    left.set(token, uses - 1);
    count.let += 1;
    return forward(service, came);
  });
  return {
    baseUrl: front.url,
    tokenUrl: `${tokens.url}/token`,
    granted,
    count,
    get refreshToken() {
      return refreshToken;
    },
  };
}

async function forward(
  { baseUrl, token }: { readonly baseUrl: string; readonly token: string },
  { method, path, body }: Came,
): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/scim+json" };
  const there = await fetch(baseUrl + path, { method, headers, ...(body !== "" && { body }) });
  const type = there.headers.get("content-type") ?? "application/scim+json";
  return { status: there.status, headers: { "content-type": type }, body: await there.text() };
}
