/**
 * A SCIM server that others wrote, in a process of its own: `scimmy`, `saml-jackson` or `better-auth`, as the tests start
 * them.
 *
 *   node third-party-server.js NAME
 */
import { existsSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { startBetterAuth } from "../test/support/servers/better-auth.ts";
import { startSamlJackson } from "../test/support/servers/saml-jackson.ts";
import { startScimmy } from "../test/support/servers/scimmy.ts";

const servers = { scimmy: startScimmy, "saml-jackson": startSamlJackson, "better-auth": startBetterAuth };

/** The servers look for these in the root of the project, and what is compiled has a root of its own. */
function linkRoot(): void {
  for (const name of ["connectors", "node_modules"]) {
    const place = join(import.meta.dirname, "..", name);
    if (!existsSync(place)) symlinkSync(resolve(name), place);
  }
}

linkRoot();
const start = servers[process.argv[2] as keyof typeof servers];
const { baseUrl, token, connector } = await start();
console.log(JSON.stringify({ url: baseUrl, token, connector }));
