import { randomUUID } from "node:crypto";
import { connectorFile, installedVersion } from "./installed.ts";
import { listen } from "./listen.ts";
import { readAll } from "./read-back.ts";
import type { ScimServer } from "./scim-server.ts";
import { declareScimmyResources, newScimmyStore } from "./scimmy-store.ts";

/**
 * Starts SCIMMY behind Express 4 (on Express 5 its routers ignore `startIndex` and `count`).
 *
 * SCIMMY's resource classes are global, so each request brings its own store as context: several servers may
 * run in one process and start empty. Shared by all is only the mount path, which is the same for all.
 */
export async function startScimmy(): Promise<ScimServer> {
  const { default: express } = await import("express");
  const { default: SCIMMYRouters, SCIMMY } = await import("scimmy-routers");
  declareScimmyResources(SCIMMY);
  const store = newScimmyStore();
  const token = randomUUID();
  const app = express();
  app.use(
    "/scim/v2",
    new SCIMMYRouters({
      type: "bearer",
      handler: (request) => {
        if (request.header("authorization") !== `Bearer ${token}`) throw new Error("unknown bearer token");
        return "the-test";
      },
      context: () => store,
    }),
  );
  const { origin, requestCount, close } = await listen(() => Promise.resolve(app));
  const baseUrl = `${origin}/scim/v2`;
  return {
    name: installedVersion("scimmy"),
    baseUrl,
    token,
    connector: connectorFile("scimmy"),
    requestCount,
    users: () => readAll(`${baseUrl}/Users`, token),
    groups: () => readAll(`${baseUrl}/Groups`, token),
    close,
  };
}
