/** What a connection or a TLS handshake that failed means. */
export interface ConnectionFault {
  readonly message: string;
  /** False only when the provider cannot have seen the request. */
  readonly mayHaveArrived: boolean;
}

const neverConnected: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** OpenSSL's verdicts about the certificate of the other side, and Node's own about its name. */
const certificateCode =
  /^(?:CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_(?:CA|PURPOSE)$|PATH_LENGTH_|HOSTNAME_MISMATCH$|ERR_TLS_CERT_)/;

/** The other side's verdicts about our certificate, or about TLS with us. They come before it reads a request. */
const alertCode = /^ERR_SSL_(?:TLSV1|TLSV13|SSLV3)_ALERT_(?!BAD_RECORD_MAC|DECRYPTION|DECRYPT_ERROR)/;
const aboutOurs = /CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE|ACCESS_DENIED/;

const tunnelRefused = /^Proxy response \((\d{3})\)/;

/**
 * Says what went wrong between us and `url`, and what to look at. `proxy` is the one that requests go through, as it
 * may be shown.
 */
export function describeFault(error: unknown, url: URL, proxy?: string): ConnectionFault {
  const { host } = url;
  const { code = "", message: full } = rootCause(error);
  const message = full.slice(0, 300);
  const said = code === "" || message.includes(code) ? message : `${message} (${code})`;
  const subject = proxy === undefined ? host : `${host} through the proxy ${proxy}`;
  const found = proxyFault(code, message, proxy) ?? tlsFault(code, message, host, proxy);
  if (found !== undefined) return { message: `${subject}: ${said}; ${found}`, mayHaveArrived: false };
  const hint = hintFor(code, error, url, proxy);
  return { message: `${subject}: ${said}${hint}`, mayHaveArrived: !neverConnected.has(code) };
}

function hintFor(code: string, error: unknown, { protocol }: URL, proxy: string | undefined): string {
  if (neverConnected.has(code) && proxy !== undefined) return "; is it the right proxy?";
  const { socket } = (error ?? {}) as { readonly socket?: { readonly bytesRead?: unknown } };
  // In TLS 1.3 a server that misses our certificate hangs up after the handshake, and what it says of it gets lost.
  return protocol === "https:" && code === "UND_ERR_SOCKET" && socket?.bytesRead === 0
    ? "; it closed a new connection without a word: if it wants a certificate of ours, check auth.tls.cert and auth.tls.key"
    : "";
}

/** For a 407, which only a proxy gives; what else it says is not read. */
export function proxyRefusal(): Error {
  return new Error("Proxy response (407)");
}

function proxyFault(code: string, message: string, proxy: string | undefined): string | undefined {
  if (proxy === undefined) return undefined;
  if (code === "UND_ERR_PRX_TLS") return `the certificate of the proxy is not for its name: check proxy`;
  const status = tunnelRefused.exec(message)?.[1];
  if (status === undefined) return undefined;
  if (status === "407") return "the proxy wants credentials: check proxy.username and proxy.password";
  if (status === "403") return "the proxy does not let this host through: have it allowed, or set proxy: off";
  return "the proxy could not reach the host: check baseUrl and auth.tokenUrl, or set proxy: off";
}

function tlsFault(
  code: string,
  message: string,
  host: string,
  proxy: string | undefined,
): string | undefined {
  const whose = proxy?.startsWith("https:") === true ? `${host}, or of the proxy,` : host;
  if (certificateCode.test(code)) return certificateAdvice(code, whose);
  if (alertCode.test(code)) {
    return aboutOurs.test(code)
      ? "the server does not accept our certificate: check auth.tls.cert and auth.tls.key, or set them if they are not"
      : "the server does not agree on TLS with us";
  }
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG")
    return "no TLS is spoken there: check scheme and port";
  if (message.includes("before secure TLS connection was established"))
    return "it hung up during the TLS handshake: check scheme and port, and auth.tls if it wants a certificate";
  return undefined;
}

function certificateAdvice(code: string, whose: string): string {
  switch (code) {
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return `the certificate of ${whose} is out of date: it must be renewed there (and this machine's clock be right)`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
    case "HOSTNAME_MISMATCH":
      return `the certificate of ${whose} is for another name: write the name it was made for`;
    case "CERT_REVOKED":
      return `the certificate of ${whose} was revoked: it must be replaced there`;
    default:
      return `the certificate of ${whose} is not trusted: if that is how it should be, name the PEM file of the authority that signed it as auth.tls.ca`;
  }
}

function rootCause(error: unknown): { code: string | undefined; message: string } {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const { code, message } = (first ?? {}) as { code?: unknown; message?: unknown };
  return {
    code: typeof code === "string" ? code : undefined,
    message: typeof message === "string" && message !== "" ? message : String(code ?? first),
  };
}
