import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { TargetError } from "../../errors.ts";
import type { Secret } from "../credentials/credentials.ts";

/** `auth.tls`: certificates in PEM, each a whole file as text. */
export interface TlsSettings {
  /** Our certificate, with those of intermediate authorities behind it, and its key: both or none. */
  readonly cert?: Secret;
  readonly key?: Secret;
  /** Opens the key. */
  readonly passphrase?: Secret;
  /** Authorities trusted besides those that Node.js knows. */
  readonly ca?: Secret;
}

/** For connections to the provider and the token endpoint, or to a proxy, which is not shown our certificate. */
export type TlsPeer = "provider" | "proxy";

/**
 * Reads the files and makes them ready, once for all connections to a peer: trusting all authorities anew takes tens of
 * milliseconds. Undefined when nothing is set. That certificates are verified is no setting: see `openPool`. Throws
 * `ConfigError` when one cannot be read, `TargetError` when they do not fit.
 */
export async function readTls(
  tls: TlsSettings | undefined,
  peer: TlsPeer,
): Promise<SecureContext | undefined> {
  if (tls === undefined) return undefined;
  const [cert, key, passphrase, ca] = await Promise.all(
    [tls.cert, tls.key, tls.passphrase, tls.ca].map(async (secret) => secret?.read()),
  );
  const trust = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
  const isOurs = peer === "provider" && cert !== undefined && key !== undefined;
  const own = isOurs ? { cert, key, ...(passphrase !== undefined && { passphrase }) } : {};
  try {
    return createSecureContext({ ...trust, ...own });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new TargetError(
      "credentials_refused",
      `auth.tls cannot be used (${code ?? "not PEM"}): check that cert and key belong together, that passphrase opens the key, and that ca holds certificates`,
      { cause: error },
    );
  }
}
