import type { LdapAddress } from "./address.ts";
import { LdapFault, quoteServer } from "./fault.ts";

/** What a failed socket or TLS handshake means, and what to do. */
export function networkFault(error: unknown, address: LdapAddress): LdapFault {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const { setting, text } = explain(code, quoteServer(message), address);
  return new LdapFault(setting, text, { cause: error });
}

export function timeoutFault(address: LdapAddress, timeout: number): LdapFault {
  const seconds = `${timeout / 1000} s`;
  const text = `${address.display} gave no answer within ${seconds}; check that host, port and firewall let this machine through, or raise timeout`;
  return new LdapFault("url", text);
}

/** The server, or something between, ended the connection by itself. */
export function closedFault(address: LdapAddress): LdapFault {
  const text = `${address.display} closed the connection before the read was whole; ${otherTransport(address)}`;
  return new LdapFault("url", `${text}; else look into the server's log and run again`);
}

function otherTransport({ secure }: LdapAddress): string {
  return secure
    ? "a port for plain LDAP wants ldap:// and startTls"
    : "a port for TLS wants ldaps://, and a server may insist on startTls";
}

interface Explanation {
  readonly setting: string;
  readonly text: string;
}

function explain(code: string, message: string, address: LdapAddress): Explanation {
  const { display, host } = address;
  const certificate = explainCertificate(code, message, address);
  if (certificate !== undefined) return certificate;
  const text = ((): string => {
    switch (code) {
      case "ECONNREFUSED":
        return `nothing listens at ${display} (connection refused); check host and port, and that the server runs`;
      case "ENOTFOUND":
      case "EAI_AGAIN":
        return `the host name ${host} is not known here (${code}); check it, and this machine's name server`;
      case "EHOSTUNREACH":
      case "ENETUNREACH":
      case "ETIMEDOUT":
        return `${display} cannot be reached (${code}); check host, route and firewall`;
      case "ECONNRESET":
      case "EPIPE":
        return `${display} broke the connection (${code}); ${otherTransport(address)}; else run again`;
      default:
        return `the connection to ${display} failed: ${message}; ${otherTransport(address)}`;
    }
  })();
  return { setting: "url", text };
}

function explainCertificate(
  code: string,
  message: string,
  { display, host }: LdapAddress,
): Explanation | undefined {
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return {
      setting: "url",
      text: `the certificate of ${display} is out of date (${code}); renew it on the server`,
    };
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return {
      setting: "url",
      text: `the certificate of ${display} is not for ${host}; write the name it was made for (${message})`,
    };
  }
  if (!UNTRUSTED.has(code)) return undefined;
  const text = `the certificate of ${display} is not trusted (${code}); name the PEM file of the authority that signed it as ca`;
  return { setting: "ca", text };
}

const UNTRUSTED: ReadonlySet<string> = new Set([
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "INVALID_CA",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);
