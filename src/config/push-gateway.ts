import { isLoopback } from "../scim/connection/loopback.ts";
import type { ProxyRules } from "../scim/connection/proxy.ts";
import type { Secret } from "../scim/credentials/credentials.ts";

/** Where metrics are pushed to after a run. */
export interface MetricsPush {
  /** Holds what `readPushGateway` reads. A secret, since a password may stand in it. */
  readonly address: Secret;
  readonly proxy: ProxyRules;
}

/** A Prometheus Pushgateway, and the group that is pushed to there. */
export interface PushGateway {
  /** With `/metrics/job/…`, without credentials and without a slash at the end. */
  readonly url: string;
  /** For messages. */
  readonly host: string;
  readonly login?: { readonly username: string; readonly password: string };
}

type Read =
  | { readonly gateway: PushGateway; readonly problem?: undefined }
  | { readonly gateway?: undefined; readonly problem: string };

/**
 * Reads an address such as `https://gateway.example.com:9091`. A path `/metrics/job/NAME`, with more labels behind it, is the
 * group to push to; `/metrics/job/scimsync` when left out. Problems hold nothing of the address.
 */
export function readPushGateway(address: string): Read {
  if (!URL.canParse(address)) return { problem: "is not an address; write http://host:9091" };
  const { protocol, host, hostname, origin, pathname, search, hash, username, password } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:")
    return { problem: "must begin with http:// or https://" };
  if (search !== "" || hash !== "") return { problem: "has a ? or # in it, which no Pushgateway takes" };
  const path = pathname.replace(/\/+$/, "");
  const [, labels] = /\/metrics\/(job(?:@base64)?(?:\/.*)?)$/.exec(path) ?? [];
  const problem = labels === undefined ? undefined : labelProblem(labels.split("/"));
  if (problem !== undefined) return { problem };
  if (username + password !== "" && protocol === "http:" && !isLoopback(hostname))
    return { problem: "has a password that would go through the network in the clear; write https://" };
  const url =
    origin + (labels === undefined ? `${path.replace(/\/metrics$/, "")}/metrics/job/scimsync` : path);
  if (username + password === "") return { gateway: { url, host } };
  const login = { username: decoded(username), password: decoded(password) };
  return { gateway: { url, host, login } };
}

/** Labels are written as `name/value`. */
function labelProblem(parts: readonly string[]): string | undefined {
  if (parts.length % 2 === 1 || parts[1] === "")
    return "must end with pairs of label and value, such as /metrics/job/NAME";
  const names = parts.filter((_, at) => at % 2 === 0);
  return names.some((name) => /^target(?:@base64)?$/.test(name))
    ? "must not have the label target: each target is put there by its own name"
    : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
