import { UsageError } from "../../errors.ts";

export interface LdapAddress {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte, `ldaps://`. */
  readonly secure: boolean;
  /** For messages, such as `ldap://directory.example.com:389`. */
  readonly display: string;
}

const PORTS: Readonly<Record<string, number>> = { "ldap:": 389, "ldaps:": 636 };

/** Takes `ldap://host[:389]` and `ldaps://host[:636]`; what to read stands in other settings. Throws `UsageError`. */
export function parseLdapUrl(text: string): LdapAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const standard = url === undefined ? undefined : PORTS[url.protocol];
  if (url === undefined || standard === undefined || url.hostname === "") {
    throw new UsageError("the url of an LDAP source is ldap://host:389 or ldaps://host:636");
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError("the url of an LDAP source holds no user and password; they belong in bind");
  }
  if (!["", "/"].includes(url.pathname) || url.search !== "" || url.hash !== "") {
    throw new UsageError(
      "the url of an LDAP source ends after the port; base, scope and filter are settings",
    );
  }
  const port = url.port === "" ? standard : Number(url.port);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port,
    secure: url.protocol === "ldaps:",
    display: `${url.protocol}//${url.hostname}:${port}`,
  };
}
