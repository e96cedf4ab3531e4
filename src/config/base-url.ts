import { isLoopback } from "../scim/connection/loopback.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface UrlReading {
  /** Absent when there is a problem. */
  readonly url?: string;
  readonly problem?: string;
  readonly notice?: string;
}

const VARIABLE = /\$\{\s*env\.([A-Za-z_][A-Za-z0-9_]{0,254})\s*\}/g;

/**
 * Reads `baseUrl` of a target: fills in `${env.NAME}`, adds a missing `https://`, refuses what would leak. The url has
 * no slash at the end. With `allowHttp`, plain http may leave this machine.
 */
export function readBaseUrl(written: string, environment: Environment, allowHttp = false): UrlReading {
  const reading = readUrl(written, environment, "baseUrl", (url) => judgeBase(url, allowHttp));
  if (reading.url === undefined) return reading;
  const url = reading.url.replace(/\/+$/, "");
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !isLoopback(hostname)
    ? { url, notice: "http:// shows the token and all accounts to the network, and allowHttp lets it" }
    : { ...reading, url };
}

/** Reads `tokenUrl`, to which a secret goes: https, or on this machine. It may hold a query (RFC 6749 §3.2). */
export function readTokenUrl(written: string, environment: Environment): UrlReading {
  return readUrl(written, environment, "tokenUrl", judgeTokenUrl);
}

/** Text with `${env.NAME}` filled in. */
export function fillIn(
  written: string,
  environment: Environment,
): { readonly text?: string; readonly problem?: string } {
  const missing = [...written.matchAll(VARIABLE)]
    .map(([, name = ""]) => name)
    .find((name) => !variableIn(environment, name));
  if (missing !== undefined) return { problem: unsetVariable(missing) };
  const text = written.replace(VARIABLE, (_, name: string) => variableIn(environment, name) ?? "").trim();
  return text.includes("${") ? { problem: "only ${env.NAME} may stand in it" } : { text };
}

function readUrl(
  written: string,
  environment: Environment,
  key: "baseUrl" | "tokenUrl",
  judge: (url: URL) => string | undefined,
): UrlReading {
  const { text, problem: unfilled } = fillIn(written, environment);
  if (text === undefined)
    return { problem: unfilled?.replace("may stand in it", `may stand in a ${key}`) ?? "is empty" };
  const bare = !/^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const address = bare ? `https://${text}` : text;
  const problem = URL.canParse(address)
    ? judge(new URL(address))
    : "is not an address; write https://host/path";
  if (problem !== undefined) return { problem };
  const url = new URL(address).href;
  return bare ? { url, notice: "https:// was missing and is put in front" } : { url };
}

/** The value of a variable; undefined for one that is not set, although every object has something of that name. */
export function variableIn(environment: Environment, name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}

/** What to say of `${env.NAME}` when it has no value. */
export function unsetVariable(name: string): string {
  return `the environment variable ${name} is not set, or empty; set it before the run`;
}

function judgeBase(url: URL, allowHttp: boolean): string | undefined {
  if (url.username !== "" || url.password !== "")
    return "credentials do not belong in a baseUrl; write them in auth";
  if (url.search !== "" || url.hash !== "")
    return "must end before ? and #: paths such as /Users are put behind it";
  if (url.protocol === "https:") return undefined;
  if (url.protocol !== "http:") return "must begin with https://";
  if (allowHttp || isLoopback(url.hostname)) return undefined;
  return "must begin with https://; http:// would show the token to the network and is allowed for 127.0.0.1, localhost and [::1] only, unless allowHttp: true is written beside it";
}

function judgeTokenUrl(url: URL): string | undefined {
  if (url.username !== "" || url.password !== "")
    return "credentials do not belong in a tokenUrl; write clientId and clientSecret";
  if (url.hash !== "") return "must end before #";
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) return undefined;
  return "must begin with https://: the secret goes there, and only to this machine may it go without (allowHttp does not change that)";
}
