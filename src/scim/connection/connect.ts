import type { Dispatcher } from "undici";
import { basic } from "../credentials/authorization.ts";
import { chooseProxy, type Proxy, type ProxyRules } from "./proxy.ts";
import { readTls, type TlsPeer, type TlsSettings } from "./tls.ts";

/** How connections to a target are made. */
export interface ConnectionSettings {
  readonly tls?: TlsSettings;
  readonly proxy?: ProxyRules;
}

export interface ConnectOptions {
  /** Where to; the path does not matter. */
  readonly baseUrl: string;
  /** Connections kept open. */
  readonly connections: number;
  /** Milliseconds for a connection to be made, 15,000 at most. */
  readonly timeout: number;
  readonly connection?: ConnectionSettings;
}

/**
 * Loaded with the first request: most runs have nothing to send, and loading costs a tenth of a second.
 *
 * Certificates are always verified, whatever `NODE_TLS_REJECT_UNAUTHORIZED` says. Throws `ConfigError` when a secret
 * of the connection is not to be had.
 */
export async function openPool(options: ConnectOptions): Promise<Dispatcher> {
  const { baseUrl, connections, connection } = options;
  const proxy = chooseProxy(connection?.proxy, baseUrl);
  if (proxy !== undefined) return openProxied(options, proxy);
  const connect = await handshake(options, "provider");
  const { Pool } = await import("undici");
  return new Pool(new URL(baseUrl).origin, { connections, pipelining: 1, connect });
}

async function handshake({ timeout, connection }: ConnectOptions, peer: TlsPeer) {
  const secureContext = await readTls(connection?.tls, peer);
  return {
    timeout: Math.min(timeout, 15_000),
    rejectUnauthorized: true,
    ...(secureContext !== undefined && { secureContext }),
  };
}

async function openProxied(options: ConnectOptions, proxy: Proxy): Promise<Dispatcher> {
  const { Pool, ProxyAgent } = await import("undici");
  const { origin, host, protocol } = new URL(options.baseUrl);
  const password = await proxy.password?.read();
  const token = proxy.username === undefined ? undefined : basic(proxy.username, password ?? "");
  const pool = { connections: options.connections, pipelining: 1 };
  const toProxy = await handshake(options, "proxy");
  if (protocol === "http:") {
    // Plain http goes to the proxy as it is, with the whole URL for a path (RFC 9112 §3.2.2).
    const shown = token === undefined ? {} : { "proxy-authorization": token };
    return new Pool(proxy.url, { ...pool, connect: toProxy }).compose((dispatch) => (request, handler) => {
      const headers = { ...(request.headers as Record<string, string>), host, ...shown };
      return dispatch({ ...request, path: origin + request.path, headers }, handler);
    });
  }
  return new ProxyAgent({
    uri: proxy.url,
    ...(token !== undefined && { token }),
    ...pool,
    requestTls: await handshake(options, "provider"),
    proxyTls: toProxy,
    // A proxy that takes the connection and says nothing more would hold us for five minutes.
    clientFactory: (proxyOrigin, settings) =>
      new Pool(proxyOrigin, { ...settings, headersTimeout: toProxy.timeout }),
  });
}
