type Environment = Readonly<Record<string, string | undefined>>;

export interface BaseUrlReading {
  /** Without a slash at the end; absent when there is a problem. */
  readonly url?: string;
  readonly problem?: string;
  readonly notice?: string;
}

const VARIABLE = /\$\{\s*env\.([A-Za-z_][A-Za-z0-9_]{0,254})\s*\}/g;

/** Hosts to which a token may travel without TLS: it does not leave the machine. */
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Reads `baseUrl` of a target: fills in `${env.NAME}`, adds a missing `https://`, refuses what would leak. */
export function readBaseUrl(written: string, environment: Environment): BaseUrlReading {
  const missing = [...written.matchAll(VARIABLE)]
    .map(([, name = ""]) => name)
    .filter((name) => !environment[name]);
  if (missing.length > 0) return { problem: unsetVariable(missing[0] ?? "") };
  const filled = written.replace(VARIABLE, (_, name: string) => environment[name] ?? "").trim();
  if (filled.includes("${")) return { problem: "only ${env.NAME} may stand in a baseUrl" };
  const bare = !/^[a-z][a-z0-9+.-]*:\/\//i.test(filled);
  const address = bare ? `https://${filled}` : filled;
  const problem = URL.canParse(address)
    ? judge(new URL(address))
    : "is not an address; write https://host/path";
  if (problem !== undefined) return { problem };
  const url = new URL(address).href.replace(/\/+$/, "");
  return bare ? { url, notice: "https:// was missing and is put in front" } : { url };
}

/** What to say of `${env.NAME}` when it has no value. */
export function unsetVariable(name: string): string {
  return `the environment variable ${name} is not set, or empty; set it before the run`;
}

function judge(url: URL): string | undefined {
  if (url.username !== "" || url.password !== "")
    return "credentials do not belong in a baseUrl; write them in auth";
  if (url.search !== "" || url.hash !== "")
    return "must end before ? and #: paths such as /Users are put behind it";
  if (url.protocol === "https:") return undefined;
  if (url.protocol !== "http:") return "must begin with https://";
  if (LOOPBACK.has(url.hostname)) return undefined;
  return "must begin with https://; http:// would show the token to the network and is allowed for 127.0.0.1, localhost and [::1] only";
}
