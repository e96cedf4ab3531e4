import { chooseProxy, type Proxy, type ProxyRules } from "../scim/connection/proxy.ts";
import type { Problem } from "../errors.ts";
import { errorAt, noticeAt, type Finding } from "./finding.ts";
import { fillIn } from "./base-url.ts";
import type { ProxyWritten } from "./proxy-schema.ts";
import { createSecret, variableOf } from "./secret.ts";
import { secretFindings } from "./secret-rules.ts";

export interface ProxySurroundings {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What is wrong with `proxy` of a target, or with the proxies that the environment names for it. */
export async function proxyFindings(
  written: ProxyWritten | undefined,
  baseUrl: string | undefined,
  surroundings: ProxySurroundings,
): Promise<readonly Finding[]> {
  if (written === undefined) return environmentFindings(baseUrl, surroundings.environment);
  if (written === "off") return [];
  const stated = typeof written === "string" ? { url: written } : written;
  const path = typeof written === "string" ? ["proxy"] : ["proxy", "url"];
  const { problem, notice } = readStated(stated.url, surroundings.environment);
  const halves = ["username", "password"] as const;
  const missing = halves.filter((key) => stated[key] === undefined);
  return [
    ...(problem === undefined ? [] : [errorAt(path, problem)]),
    ...(notice === undefined ? [] : [noticeAt(path, notice)]),
    ...(missing.length === 1
      ? missing.map((key) => errorAt(["proxy", key], "is missing; username and password go together"))
      : []),
    ...(stated.username?.includes(":") === true
      ? [errorAt(["proxy", "username"], "may not hold a colon in HTTP basic")]
      : []),
    ...(await secretFindings(["proxy", "password"], stated.password, surroundings)),
  ];
}

/** The rules as used. Takes for granted that nothing was found wrong. */
export function toProxyRules(
  written: ProxyWritten | undefined,
  { folder, environment, place }: ProxySurroundings & { readonly place: Omit<Problem, "message"> },
): ProxyRules {
  if (written === "off") return { kind: "off" };
  if (written === undefined) return environmentRules(environment).rules;
  const { url, username, password } =
    typeof written === "string" ? { url: written, username: undefined, password: undefined } : written;
  const { proxy } = readStated(url, environment);
  if (proxy === undefined) return { kind: "off" };
  if (username === undefined || password === undefined) return { kind: "stated", proxy };
  const secret = createSecret(password, { folder, environment, place, form: "password" });
  return { kind: "stated", proxy: { url: proxy.url, username, password: secret } };
}

interface Reading {
  readonly proxy?: Proxy;
  readonly problem?: string;
  readonly notice?: string;
}

function readStated(written: string, environment: ProxySurroundings["environment"]): Reading {
  const { text, problem } = fillIn(written, environment);
  if (text === undefined) return { ...(problem !== undefined && { problem }) };
  // A variable may hold what must not stand in the file.
  const variable = variableOf(written);
  const reading = readProxy(text, variable === undefined ? undefined : `\${env.${variable}}`);
  const isBare = !text.includes("://");
  return isBare && reading.problem === undefined
    ? { ...reading, notice: "http:// was missing and is put in front" }
    : reading;
}

/** `from` names the variable the text came from; only there may credentials stand in it. */
function readProxy(text: string, from: string | undefined): Reading {
  const address = text.includes("://") ? text : `http://${text}`;
  if (!URL.canParse(address)) return { problem: "is not an address; write http://host:port" };
  const { protocol, origin, pathname, search, hash, username, password } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:")
    return { problem: "must begin with http:// or https://: no other kind of proxy can be used" };
  if (pathname.replace("/", "") !== "" || search !== "" || hash !== "")
    return { problem: "must end behind the port" };
  if (username === "" && password === "") return { proxy: { url: origin } };
  if (from === undefined)
    return { problem: "credentials do not stand in this file; write proxy: { url, username, password }" };
  const secret = { description: from, read: () => Promise.resolve(decoded(password)) };
  return { proxy: { url: origin, username: decoded(username), password: secret } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

type Scheme = "http" | "https";

/** The variable that is set, lower case first, as curl has it. */
function setVariable(name: string, environment: ProxySurroundings["environment"]): string | undefined {
  return [name, name.toUpperCase()].find((key) => environment[key] !== undefined);
}

function environmentRules(environment: ProxySurroundings["environment"]): {
  readonly rules: ProxyRules;
  readonly broken: Partial<Record<Scheme, string>>;
} {
  const broken: Partial<Record<Scheme, string>> = {};
  function read(scheme: Scheme): Proxy | undefined {
    const name = setVariable(`${scheme}_proxy`, environment);
    const text = name === undefined ? "" : (environment[name] ?? "").trim();
    if (name === undefined || text === "") return undefined;
    const { proxy, problem } = readProxy(text, `\${env.${name}}`);
    if (problem !== undefined)
      broken[scheme] = `the environment variable ${name} ${problem}; or write proxy: off`;
    return proxy ?? { url: "http://invalid" };
  }
  const [http, https] = [read("http"), read("https")];
  const exempt = setVariable("no_proxy", environment);
  const rules: ProxyRules = {
    kind: "environment",
    ...(http !== undefined && { http }),
    ...(https !== undefined && { https }),
    noProxy: exempt === undefined ? "" : (environment[exempt] ?? ""),
  };
  return { rules, broken };
}

/** A variable that is wrong concerns only those whose requests would go by it. */
function environmentFindings(
  baseUrl: string | undefined,
  environment: ProxySurroundings["environment"],
): readonly Finding[] {
  const { rules, broken } = environmentRules(environment);
  if (baseUrl === undefined || chooseProxy(rules, baseUrl) === undefined) return [];
  const problem = broken[baseUrl.startsWith("https:") ? "https" : "http"];
  return problem === undefined ? [] : [errorAt(["proxy"], problem)];
}
