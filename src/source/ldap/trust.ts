import { readFile } from "node:fs/promises";
import { createSecureContext, type ConnectionOptions } from "node:tls";
import { isIP } from "node:net";
import type { LdapAddress } from "./address.ts";
import { LdapFault } from "./fault.ts";

/**
 * How certificates are checked: always, whatever the environment says, against the PEM file `ca` or those Node.js
 * trusts.
 */
export async function trustOf(address: LdapAddress, ca: string | undefined): Promise<ConnectionOptions> {
  const { host } = address;
  const name = isIP(host) === 0 ? { servername: host } : {};
  const trusted = ca === undefined ? {} : { ca: await readAuthorities(ca) };
  return { host, ...name, ...trusted, rejectUnauthorized: true };
}

async function readAuthorities(path: string): Promise<string> {
  let pem: string;
  try {
    pem = await readFile(path, "utf8");
    createSecureContext({ ca: pem });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new LdapFault(
      "ca",
      `${path} cannot be read (${code ?? message}); it must hold certificates in PEM`,
      {
        cause: error,
      },
    );
  }
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) {
    throw new LdapFault("ca", `${path} holds no certificate; it must hold certificates in PEM`);
  }
  return pem;
}
