import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Paths of PEM files. */
export interface SlapdCertificates {
  /** Of the authority that signed the certificate. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** Makes an authority and a certificate of its for `names`, such as `IP:127.0.0.1`; `days` may be negative. */
export function makeCertificates(names: string): SlapdCertificates & { readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-ca-"));
  const path = (name: string): string => join(folder, name);
  const [ca, caKey, certificate, key] = ["ca.pem", "ca.key", "server.pem", "server.key"].map(path) as [
    string,
    string,
    string,
    string,
  ];
  openssl([
    "req",
    "-x509",
    ...KEY,
    "-keyout",
    caKey,
    "-out",
    ca,
    "-days",
    "2",
    "-subj",
    "/CN=Test authority",
  ]);
  const signed = ["-CA", ca, "-CAkey", caKey, "-days", "2"];
  const alternative = ["-addext", `subjectAltName=${names}`, "-addext", "basicConstraints=critical,CA:FALSE"];
  openssl([
    "req",
    "-x509",
    ...KEY,
    ...signed,
    "-keyout",
    key,
    "-out",
    certificate,
    "-subj",
    "/CN=server",
    ...alternative,
  ]);
  return { ca, certificate, key, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function openssl(args: readonly string[]): void {
  execFileSync("/usr/bin/openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
}
