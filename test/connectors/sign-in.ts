import { request } from "node:http";
import type { Json, JsonObject } from "../../src/canonical.ts";
import type { AuthProfile } from "../../src/connector/profile.ts";
import { coreSchemas } from "../../src/scim/resource.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";

const secret = "${env.SCIM_TOKEN}";
const tokenPath = "/oauth2/token";

/** `auth` of a target in the form that the service wants; a bearer token where the sandbox does not play another. */
export async function signInFor(auth: AuthProfile, sandbox: Sandbox): Promise<JsonObject> {
  const form = formOf(auth, sandbox.origin);
  const isPlayed = "clientId" in form ? await hasTokens(sandbox) : await wantsAnother(sandbox);
  sandbox.clearRequests();
  return isPlayed ? form : { token: secret };
}

/** `auth` in a form that the service does not want, of which the config has something to say. */
export function otherSignIn({ type }: AuthProfile): JsonObject {
  return type === "basic" ? { token: secret } : { username: "scimsync", password: secret };
}

/** What the profile knows besides is not said: a header's name, a scope. */
function formOf({ type, header }: AuthProfile, origin: string): JsonObject {
  const client = { clientId: "scimsync", tokenUrl: `${origin}${tokenPath}` };
  if (type === "header") return { value: secret, ...(header === undefined && { header: "authorization" }) };
  if (type === "basic") return { username: "scimsync", password: secret };
  if (type === "clientCredentials") return { ...client, clientSecret: secret };
  return type === "refreshToken" ? { ...client, refreshToken: secret } : { token: secret };
}

async function hasTokens({ origin }: Sandbox): Promise<boolean> {
  return (await statusOf("POST", `${origin}${tokenPath}`, {})) !== 404;
}

async function wantsAnother({ url, token }: Sandbox): Promise<boolean> {
  return (await statusOf("GET", `${url}/Users?count=0`, { authorization: `Bearer ${token}` })) === 401;
}

/** Makes a user as somebody does in the application itself. */
export async function makeByOthers({ origin }: Sandbox, user: JsonObject): Promise<void> {
  const schemas = [coreSchemas.User, ...Object.keys(user).filter((name) => name.startsWith("urn:"))];
  const status = await statusOf("POST", `${origin}/_sandbox/Users`, {}, JSON.stringify({ schemas, ...user }));
  if (status !== 201) throw new Error(`the sandbox made no account: ${status}`);
}

/** Somebody accepts the invitation that came with an account. */
export async function acceptInvitation({ origin }: Sandbox, userName: Json): Promise<void> {
  const status = await statusOf("POST", `${origin}/_sandbox/activate`, {}, JSON.stringify({ userName }));
  if (status !== 204) throw new Error(`the sandbox switched nobody on: ${status}`);
}

/** Without a timer: time is simulated, and this is not part of it. */
function statusOf(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
