import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Paths of PEM files. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** An authority, and certificates that it signs. */
export interface Authority {
  /** Path of its certificate. */
  readonly ca: string;
  /** For a server at `names`, such as `IP:127.0.0.1`, or for a client. */
  sign(name: string, names?: string): Pair;
  /** The same key, encrypted; gives its path. */
  encrypt(key: string, passphrase: string): string;
  remove(): void;
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** Certificates are good for two days, at most. */
export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-tls-"));
  const path = (name: string): string => join(folder, name);
  const [ca, caKey] = [path("ca.pem"), path("ca.key")];
  openssl([
    "req",
    "-x509",
    ...newKey,
    "-keyout",
    caKey,
    "-out",
    ca,
    "-days",
    "2",
    "-subj",
    "/CN=Test authority",
  ]);
  return {
    ca,
    sign(name, names = "IP:127.0.0.1,DNS:localhost") {
      const pair = { cert: path(`${name}.pem`), key: path(`${name}.key`) };
      const signed = ["-CA", ca, "-CAkey", caKey, "-days", "2", "-subj", `/CN=${name}`];
      const extensions = [`subjectAltName=${names}`, "basicConstraints=critical,CA:FALSE"];
      const added = extensions.flatMap((extension) => ["-addext", extension]);
      openssl(["req", "-x509", ...newKey, ...signed, "-keyout", pair.key, "-out", pair.cert, ...added]);
      return pair;
    },
    encrypt(key, passphrase) {
      const out = `${key}.encrypted`;
      openssl(["pkcs8", "-topk8", "-in", key, "-out", out, "-passout", `pass:${passphrase}`]);
      return out;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function openssl(args: readonly string[]): void {
  execFileSync("/usr/bin/openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
}
