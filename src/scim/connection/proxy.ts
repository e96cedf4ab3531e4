import { BlockList, isIP } from "node:net";
import type { Secret } from "../credentials/credentials.ts";
import { isLoopback } from "./loopback.ts";

/** A proxy for HTTP. */
export interface Proxy {
  /** `http://host:port` or `https://host:port`, without credentials. */
  readonly url: string;
  /** Shown to the proxy as HTTP basic. */
  readonly username?: string;
  readonly password?: Secret;
}

/** Which requests go through a proxy. */
export type ProxyRules =
  | { readonly kind: "off" }
  /** All, loopback too. */
  | { readonly kind: "stated"; readonly proxy: Proxy }
  /** As HTTP_PROXY, HTTPS_PROXY and NO_PROXY say; loopback never. */
  | {
      readonly kind: "environment";
      readonly http?: Proxy;
      readonly https?: Proxy;
      readonly noProxy: string;
    };

/** The proxy for requests to `url`; undefined when they go straight. */
export function chooseProxy(rules: ProxyRules | undefined, url: string): Proxy | undefined {
  if (rules === undefined || rules.kind === "off") return undefined;
  if (rules.kind === "stated") return rules.proxy;
  const { protocol, hostname, port } = new URL(url);
  const proxy = protocol === "https:" ? rules.https : rules.http;
  if (proxy === undefined || isLoopback(hostname)) return undefined;
  const asked = { host: bare(hostname), port: port === "" ? defaultPort(protocol) : port };
  return isExempt(asked, rules.noProxy) ? undefined : proxy;
}

interface Asked {
  readonly host: string;
  readonly port: string;
}

/**
 * `NO_PROXY`: entries separated by commas or spaces. `*` is everything; a name is itself and all below it, with or
 * without `.` or `*.` in front; an address is itself; `10.0.0.0/8` is a network; `:port` behind limits to a port.
 */
function isExempt(asked: Asked, noProxy: string): boolean {
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => isNamedBy(asked, entry));
}

function isNamedBy({ host, port }: Asked, entry: string): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return isInNetwork(host, entry);
  if (isIP(bare(entry)) !== 0) return host === bare(entry);
  const [, name = entry, only] = /^(.+):(\d+)$/.exec(entry) ?? [];
  if (only !== undefined && only !== port) return false;
  const named = bare(name).replace(/^\*?\./, "");
  return host === named || (isIP(host) === 0 && host.endsWith(`.${named}`));
}

function isInNetwork(host: string, entry: string): boolean {
  const [network = "", bits = ""] = entry.split("/");
  const version = isIP(bare(network));
  if (version === 0 || isIP(host) !== version || !/^\d{1,3}$/.test(bits)) return false;
  if (Number(bits) > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(bare(network), Number(bits), family);
  return list.check(host, family);
}

/** Without the brackets of an IPv6 address. */
function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
}

function defaultPort(protocol: string): string {
  return protocol === "https:" ? "443" : "80";
}
