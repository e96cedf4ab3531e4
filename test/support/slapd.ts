import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SlapdCertificates } from "./slapd-certificates.ts";

const SLAPD = "/usr/sbin/slapd";
const SLAPADD = "/usr/sbin/slapadd";
const LDAPADD = "/usr/bin/ldapadd";
const SCHEMAS = ["core", "cosine", "inetorgperson", "nis"].map((name) => `/etc/ldap/schema/${name}.schema`);

/** Ends the server when its input ends, and so also when the tests are killed. */
const LEASH = '"$@" & cat > /dev/null; kill $! 2> /dev/null; wait $!';

export const suffix = "dc=example,dc=com";
/** Whom no limit holds. */
export const root = { dn: `cn=admin,${suffix}`, password: "the-root-secret" };
/** Whom the limits hold. */
export const reader = { dn: `cn=reader,${suffix}`, password: "the-reader-secret" };

export interface SlapdOptions {
  /** Entries below `ou=people` and `ou=groups`, which are there, and so is the reader; loaded without overlays. */
  readonly ldif?: string;
  /** Entries added once the server runs, so that the memberof overlay sees them. */
  readonly added?: string;
  /** More lines of slapd.conf(5) for the whole server, such as `sizelimit 10`. */
  readonly global?: readonly string[];
  readonly certificates?: SlapdCertificates;
}

export interface Slapd {
  /** Such as `ldap://127.0.0.1:40123`. */
  readonly url: string;
  /** The same server by `ldaps://`, when it has certificates. */
  readonly tlsUrl: string;
  /** Adds entries while it runs. */
  add(ldif: string): void;
  stop(): Promise<void>;
}

/** Why there is no slapd to test against; says so on the terminal. Undefined when there is one. */
export function slapdAbsence(): string | undefined {
  const missing = [SLAPD, SLAPADD, LDAPADD, "/usr/bin/openssl", ...SCHEMAS].find((path) => !existsSync(path));
  if (missing === undefined) return undefined;
  const reason = `tests against OpenLDAP are skipped: ${missing} is missing (Debian: slapd, ldap-utils, openssl)`;
  console.warn(reason);
  return reason;
}

/** Starts an OpenLDAP server on 127.0.0.1 in a folder of its own; whoever starts it stops it. */
export async function startSlapd(options: SlapdOptions = {}): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-slapd-"));
  const [port, tlsPort] = [await freePort(), await freePort()];
  const urls = { url: `ldap://127.0.0.1:${port}`, tlsUrl: `ldaps://127.0.0.1:${tlsPort}` };
  const config = writeConfig(folder, options);
  load(config, folder, options.ldif ?? "");
  const listeners = options.certificates === undefined ? urls.url : `${urls.url} ${urls.tlsUrl}`;
  const child = spawn("/bin/sh", ["-c", LEASH, "sh", SLAPD, "-f", config, "-h", listeners, "-d", "0"], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  async function stop(): Promise<void> {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  }
  const add = (ldif: string): void => addEntries(urls.url, ldif);
  try {
    await answers(port, child);
    if (options.added !== undefined) add(options.added);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...urls, add, stop };
}

function writeConfig(folder: string, { global = [], certificates }: SlapdOptions): string {
  const path = join(folder, "slapd.conf");
  mkdirSync(join(folder, "db"));
  const tls =
    certificates === undefined
      ? []
      : [`TLSCertificateFile ${certificates.certificate}`, `TLSCertificateKeyFile ${certificates.key}`];
  const lines = [
    ...SCHEMAS.map((schema) => `include ${schema}`),
    "modulepath /usr/lib/ldap",
    "moduleload back_mdb",
    "moduleload memberof",
    ...tls,
    ...global,
    "database mdb",
    `suffix ${suffix}`,
    `rootdn ${root.dn}`,
    `rootpw ${root.password}`,
    `directory ${join(folder, "db")}`,
    "maxsize 536870912",
    "dbnosync",
    "index objectClass eq",
    "overlay memberof",
    "access to attrs=userPassword by anonymous auth by * none",
    "access to * by * read",
  ];
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

function load(config: string, folder: string, ldif: string): void {
  const path = join(folder, "load.ldif");
  writeFileSync(path, `${basis()}\n${ldif}`);
  execFileSync(SLAPADD, ["-q", "-f", config, "-l", path], { stdio: ["ignore", "ignore", "pipe"] });
}

function addEntries(url: string, ldif: string): void {
  execFileSync(LDAPADD, ["-x", "-H", url, "-D", root.dn, "-w", root.password], {
    input: ldif,
    stdio: ["pipe", "ignore", "pipe"],
  });
}

function basis(): string {
  return [
    `dn: ${suffix}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n`,
    `dn: ou=people,${suffix}\nobjectClass: organizationalUnit\nou: people\n`,
    `dn: ou=groups,${suffix}\nobjectClass: organizationalUnit\nou: groups\n`,
    `dn: ${reader.dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\nuserPassword: ${reader.password}\n`,
  ].join("\n");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function answers(port: number, child: ChildProcess): Promise<void> {
  let said = "";
  child.stderr?.on("data", (text) => (said += String(text)));
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`slapd ended: ${said}`);
    if (await connects(port)) return;
    await sleep(20);
  }
  throw new Error(`slapd does not answer: ${said}`);
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.end());
    socket.once("error", () => resolve(false));
    socket.once("close", (failed) => resolve(!failed));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.stdin?.end();
  await exit;
}
