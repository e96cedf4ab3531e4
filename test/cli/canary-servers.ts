import { readFileSync } from "node:fs";
import type { ServerOptions } from "node:https";
import { onTestFinished } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { makeAuthority, type Authority } from "../support/tls-certificates.ts";
import { type Answer, type Came, startWebServer, type WebServer } from "../support/web-server.ts";

/** A sandbox that ends with the test. */
export async function startScim(seed: number, token?: string): Promise<Sandbox> {
  const sandbox = await startSandbox({ seed, ...(token !== undefined && { token }) });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** All that a request carried, as a provider might repeat it in a complaint. */
export function echo({ headers, body, path }: Came): string {
  const sent = [headers.authorization, headers["x-api-key"], body].filter((part) => part !== undefined);
  const bare = sent.map((part) => String(part).replace(/^\w+ /, ""));
  const decoded = bare.map((part) => Buffer.from(part, "base64").toString("utf8"));
  return [path, ...sent, ...bare, ...decoded, ...bare.map(encodeURIComponent)].join(" | ");
}

export function complain(status: number, came: Came): Answer {
  const detail = echo(came);
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
  return {
    status,
    headers: { "content-type": "application/scim+json", "www-authenticate": encodeURIComponent(detail) },
    body: { schemas, status: String(status), detail, error: "invalid_client", error_description: detail },
  };
}

/** Stands before a sandbox; `meddle` may answer in its place. */
export function startFront(
  sandbox: Sandbox,
  meddle: (came: Came, count: number) => Answer | undefined = () => undefined,
  tls?: ServerOptions,
): Promise<WebServer> {
  return startWebServer(async (came, count) => meddle(came, count) ?? (await forward(sandbox, came)), tls);
}

async function forward({ url, token }: Sandbox, { method, path, body }: Came): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/scim+json" };
  const there = await fetch(url + path, { method, headers, ...(body !== "" && { body }) });
  return {
    status: there.status,
    headers: { "content-type": "application/scim+json" },
    body: there.status === 204 ? "" : await there.text(),
  };
}

/** An authority whose files go with the test. */
export function authority(): Authority {
  const made = makeAuthority();
  onTestFinished(() => made.remove());
  return made;
}

/** A server certificate of the authority; wants one of ours when told. */
export function shownBy(made: Authority, wantsOurs: boolean): ServerOptions {
  const { cert, key } = made.sign("server");
  const own = { cert: readFileSync(cert), key: readFileSync(key) };
  return wantsOurs ? { ...own, ca: readFileSync(made.ca), requestCert: true, rejectUnauthorized: true } : own;
}
