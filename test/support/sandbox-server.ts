import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Json, JsonObject } from "../../src/canonical.ts";
import { isJsonObject } from "../../src/canonical.ts";
import { type Clock, systemClock } from "../../src/clock.ts";
import type { AuthProfile } from "../../src/connector/profile.ts";
import { loadConnector } from "../../src/connector/load.ts";
import { parseFault } from "../../src/sandbox/faults/faults.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import type { RequestSummary } from "../../src/sandbox/request-log.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { tokenPath } from "../../src/sandbox/sign-in.ts";
import { connectorFile } from "./servers/installed.ts";
import { readAll } from "./servers/read-back.ts";
import type { ScimServer } from "./servers/scim-server.ts";

/** A sandbox, to which faults may happen. */
export interface SandboxServer extends ScimServer {
  /** Faults in the words of `--fault`, from now on. */
  setFaults(...faults: readonly string[]): void;
  /** What came in, and how it was answered. */
  requests(): RequestSummary;
}

const connectors = fileURLToPath(new URL("../../connectors", import.meta.url));

/**
 * Starts a sandbox that departs from the RFC as the settings of a connector profile say, which is also the connector to
 * work with it; strict without any. Quirks are what no connector says.
 */
export async function startSandboxServer(
  settings: JsonObject = {},
  quirks: readonly QuirkName[] = [],
  clock: Clock = systemClock,
): Promise<SandboxServer> {
  const connector = await writeConnector(settings);
  const dialect = await loadConnector(connector, connectors);
  const { paths } = dialect.endpoint;
  // A server with quirks may lie in its answers, so its memory is looked into.
  const isBearer = dialect.auth.type !== "header" && dialect.auth.type !== "basic";
  const isFalse = quirks.length > 0 || dialect.reads.firstIndex === 0 || !isBearer;
  const isStrict = Object.keys(settings).length === 0;
  const sandbox = await startSandbox({ seed: 1, quirks, clock, ...(isStrict ? {} : { dialect }) });
  let looked = 0;
  async function look(endpoint: string): Promise<readonly JsonObject[]> {
    const before = sandbox.requests().total;
    const rows = await readAll(sandbox.url + endpoint, sandbox.token);
    looked += sandbox.requests().total - before;
    return rows;
  }
  async function groups(): Promise<readonly JsonObject[]> {
    const listed = await look(paths.groups);
    return dialect.groups.membersReadable ? listed : withMembers(listed, await look(paths.users));
  }
  return {
    name: isStrict ? "sandbox" : `sandbox ${JSON.stringify(settings)}`,
    baseUrl: sandbox.url,
    token: sandbox.token,
    auth: authOf(dialect.auth, sandbox.origin),
    connector,
    requestCount: (method) => {
      const { total, byMethod } = sandbox.requests();
      if (method === undefined) return total - looked;
      return (byMethod[method] ?? 0) - (method === "GET" ? looked : 0);
    },
    users: () => (isFalse ? Promise.resolve(sandbox.users()) : look(paths.users)),
    groups: () => (isFalse ? Promise.resolve(sandbox.groups()) : groups()),
    requests: () => sandbox.requests(),
    setFaults: (...faults) => sandbox.setFaults(faults.map(parseFault)),
    close: async () => {
      await sandbox.close();
      if (connector !== connectorFile("generic")) await rm(dirname(connector), { recursive: true });
    },
  };
}

/** Credentials of the kind that the service wants. */
function authOf({ type, header }: AuthProfile, origin: string): JsonObject {
  const secret = "${env.SCIM_TOKEN}";
  const client = { clientId: "scimsync", tokenUrl: `${origin}${tokenPath}` };
  if (type === "header") return { value: secret, ...(header === undefined && { header: "authorization" }) };
  if (type === "basic") return { username: "scimsync", password: secret };
  if (type === "clientCredentials") return { ...client, clientSecret: secret };
  return type === "refreshToken" ? { ...client, refreshToken: secret } : { token: secret };
}

/** Writes a connector file with these settings, in a folder of its own in `parent`; the shipped one when there are none. */
export async function writeConnector(settings: JsonObject, parent = tmpdir()): Promise<string> {
  if (Object.keys(settings).length === 0) return connectorFile("generic");
  const folder = await mkdtemp(join(parent, "scimsync-connector-"));
  const file = join(folder, "dialect.yaml");
  await writeFile(file, JSON.stringify({ title: "A dialect", extends: "generic", ...settings }));
  return file;
}

/** Where a group does not tell its members, each user still tells its groups. */
function withMembers(groups: readonly JsonObject[], users: readonly JsonObject[]): readonly JsonObject[] {
  return groups.map((group) => {
    const members = users.filter((user) => groupIds(user["groups"]).includes(group["id"]));
    return { ...group, members: members.map((user) => ({ value: user["id"] ?? "" })) };
  });
}

function groupIds(groups: Json | undefined): readonly (Json | undefined)[] {
  return Array.isArray(groups) ? groups.filter(isJsonObject).map((group) => group["value"]) : [];
}
