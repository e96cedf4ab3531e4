import { startSandboxServer } from "./sandbox-server.ts";
import { startBetterAuth } from "./servers/better-auth.ts";
import { startSamlJackson } from "./servers/saml-jackson.ts";
import { startScimmy } from "./servers/scimmy.ts";
import type { ScimServer } from "./servers/scim-server.ts";

/** A kind of service provider every scenario is run against. */
export interface Provider {
  readonly title: string;
  readonly start: () => Promise<ScimServer>;
}

const others: readonly Provider[] = [
  { title: "scimmy", start: startScimmy },
  { title: "better-auth", start: startBetterAuth },
  { title: "saml-jackson, mem", start: () => startSamlJackson({ engine: "mem" }) },
  { title: "saml-jackson, sqlite", start: () => startSamlJackson({ engine: "sqlite" }) },
];

/** For scenarios about accounts: the sandbox as the RFC has it and without PATCH, and servers that others wrote. */
export const accountProviders: readonly Provider[] = [
  { title: "sandbox", start: () => startSandboxServer() },
  { title: "sandbox, PUT of users", start: () => startSandboxServer({ users: { update: "put" } }) },
  ...others,
];

/** For scenarios about teams: the sandbox as the RFC has it and with one departure each, and the others. */
export const teamProviders: readonly Provider[] = [
  { title: "sandbox", start: () => startSandboxServer() },
  {
    title: "sandbox, members removed by value list",
    start: () => startSandboxServer({ groups: { removeMembers: "valueList" } }),
  },
  {
    title: "sandbox, 3 members a request",
    start: () => startSandboxServer({ groups: { membersPerRequest: 3 } }),
  },
  {
    title: "sandbox, members not readable",
    start: () => startSandboxServer({ groups: { membersReadable: false } }),
  },
  ...others,
];
