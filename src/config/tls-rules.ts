import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { errorAt, noticeAt, type Finding } from "./finding.ts";
import { secretAtHand } from "./secret-at-hand.ts";
import { PEM_BYTES, readSecretFile } from "./secret-file.ts";
import { secretFindings, type SecretSurroundings } from "./secret-rules.ts";
import type { SecretWritten } from "./secret-schema.ts";
import { variableOf } from "./secret.ts";
import type { PemWritten, TlsWritten } from "./tls-schema.ts";

type PemKey = "cert" | "key" | "ca";

export interface TlsSurroundings extends SecretSurroundings {
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const DAY = 86_400_000;
const SOON = 30 * DAY;

/** What is wrong with `auth.tls`: files, whether key and certificate belong together, and how long they are good. */
export async function tlsFindings(
  tls: TlsWritten | undefined,
  surroundings: TlsSurroundings,
): Promise<readonly Finding[]> {
  if (tls === undefined) return [];
  const form = formFindings(tls);
  const [cert, key, ca] = await Promise.all(
    (["cert", "key", "ca"] as const).map((name) => readPem(name, tls[name], surroundings)),
  );
  const passphrase = await secretFindings(["auth", "tls", "passphrase"], tls.passphrase, surroundings);
  const found = [...form, ...[cert, key, ca].flatMap((pem) => pem?.findings ?? []), ...passphrase];
  const opens = await secretAtHand(tls.passphrase, surroundings);
  const certificates = [
    ...certificateFindings("cert", cert?.text, surroundings.now),
    ...certificateFindings("ca", ca?.text, surroundings.now),
  ];
  const pair = passphrase.length > 0 ? [] : keyFindings(tls, cert?.text, key?.text, opens);
  return [...found, ...certificates, ...pair];
}

/** How `cert`, `key` and `ca` are written as secrets: a text that is no variable is a path. */
export function asPlace(written: PemWritten): SecretWritten {
  return typeof written === "string" && variableOf(written) === undefined ? { file: written } : written;
}

function formFindings({ cert, key, passphrase, ca }: TlsWritten): readonly Finding[] {
  const path = ["auth", "tls"];
  if (cert === undefined && key === undefined && ca === undefined)
    return [errorAt(path, "write cert and key, or ca")];
  const missing = "is missing; cert and key go together";
  return [
    ...(cert === undefined && key !== undefined ? [errorAt([...path, "cert"], missing)] : []),
    ...(cert !== undefined && key === undefined ? [errorAt([...path, "key"], missing)] : []),
    ...(passphrase !== undefined && key === undefined && cert === undefined
      ? [errorAt([...path, "passphrase"], "opens a key, and there is none")]
      : []),
  ];
}

interface Pem {
  /** Absent when it cannot be had now: it is wrong, or printed by a command, which is not run. */
  readonly text?: string;
  readonly findings: readonly Finding[];
}

async function readPem(
  name: PemKey,
  written: PemWritten | undefined,
  surroundings: TlsSurroundings,
): Promise<Pem> {
  if (written === undefined) return { findings: [] };
  const path = ["auth", "tls", name];
  const place = asPlace(written);
  const isPath = typeof written === "string" && typeof place !== "string";
  if (typeof place === "string" || place.file === undefined || place.command !== undefined) {
    const findings = await secretFindings(path, place, surroundings);
    const text = findings.length > 0 ? undefined : await secretAtHand(place, surroundings);
    return { findings, ...(text !== undefined && { text }) };
  }
  const where = isPath ? path : [...path, "file"];
  const { value, problem } = await readSecretFile(place.file, surroundings.folder, PEM_BYTES);
  if (problem !== undefined) return { findings: [errorAt(where, problem)] };
  return { text: value, findings: name === "key" ? await openToOthers(place.file, where, surroundings) : [] };
}

async function openToOthers(
  file: string,
  path: readonly string[],
  { folder }: TlsSurroundings,
): Promise<readonly Finding[]> {
  const { mode } = await stat(resolve(folder, file));
  const isOpen = process.platform !== "win32" && (mode & 0o004) !== 0;
  return isOpen
    ? [noticeAt(path, `the key can be read by every user of this machine; chmod 600 ${file}`)]
    : [];
}

function certificateFindings(name: "cert" | "ca", text: string | undefined, now: number): readonly Finding[] {
  if (text === undefined) return [];
  const path = ["auth", "tls", name];
  const certificates = readCertificates(text);
  if (certificates === undefined || certificates.length === 0)
    return [errorAt(path, "holds no certificate in PEM (-----BEGIN CERTIFICATE-----) that can be read")];
  const judged = name === "cert" ? certificates.slice(0, 1) : certificates;
  return judged.flatMap((certificate) => lifeFindings(path, certificate, now));
}

/** All that a PEM file holds, in its order; undefined when one of them cannot be read. */
export function readCertificates(text: string): readonly X509Certificate[] | undefined {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

function lifeFindings(
  path: readonly string[],
  certificate: X509Certificate,
  now: number,
): readonly Finding[] {
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  const subject = certificate.subject.replaceAll("\n", ", ").slice(0, 200);
  const until = new Date(to).toISOString().slice(0, 10);
  if (to <= now)
    return [noticeAt(path, `the certificate of ${subject} expired on ${until}: nobody accepts it any more`)];
  if (from > now)
    return [
      noticeAt(path, `the certificate of ${subject} is not good yet, or this machine's clock is wrong`),
    ];
  if (to - now > SOON) return [];
  return [noticeAt(path, `the certificate of ${subject} expires on ${until}; renew it before then`)];
}

function keyFindings(
  tls: TlsWritten,
  cert: string | undefined,
  key: string | undefined,
  passphrase: string | undefined,
): readonly Finding[] {
  // A passphrase that a command prints is not known yet.
  if (key === undefined || (tls.passphrase !== undefined && passphrase === undefined)) return [];
  const read = readKey(key, passphrase);
  if ("finding" in read) return [read.finding];
  const [own] = (cert === undefined ? undefined : readCertificates(cert)) ?? [];
  if (own === undefined || own.checkPrivateKey(read.key)) return [];
  return [
    errorAt(
      ["auth", "tls", "key"],
      "does not belong to cert; name the key that the certificate was made for",
    ),
  ];
}

function readKey(
  key: string,
  passphrase: string | undefined,
): { readonly key: KeyObject } | { readonly finding: Finding } {
  const path = ["auth", "tls", "key"];
  try {
    return { key: createPrivateKey({ key, ...(passphrase !== undefined && { passphrase }) }) };
  } catch {
    const isEncrypted = key.includes("ENCRYPTED");
    if (isEncrypted && passphrase === undefined)
      return { finding: errorAt(path, "is encrypted; write the passphrase that opens it beside it") };
    if (isEncrypted) return { finding: errorAt(["auth", "tls", "passphrase"], "does not open the key") };
    return { finding: errorAt(path, "holds no private key in PEM that can be read") };
  }
}
