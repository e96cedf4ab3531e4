import { startSandboxServer } from "./sandbox-server.ts";
import { startBetterAuth } from "./servers/better-auth.ts";
import { startSamlJackson } from "./servers/saml-jackson.ts";
import { startScimmy } from "./servers/scimmy.ts";
import type { ScimServer } from "./servers/scim-server.ts";

/** What a step of a scenario needs, and not every server does. */
export type Ability =
  /** A group shows who is in it. */
  | "tells members"
  /** An account that is deleted is in no group any more. */
  | "forgets members that are deleted"
  /** It keeps that attribute of a user. */
  | "keeps nickName";

/** A kind of service provider every scenario is run against. */
export interface Provider {
  readonly title: string;
  readonly start: () => Promise<ScimServer>;
  /** What it does not do. */
  readonly lacks?: readonly Ability[];
}

const jackson: Pick<Provider, "lacks"> = { lacks: ["tells members", "forgets members that are deleted"] };

const others: readonly Provider[] = [
  { title: "scimmy", start: startScimmy },
  { title: "better-auth", start: startBetterAuth, lacks: ["keeps nickName"] },
  { title: "saml-jackson, mem", start: () => startSamlJackson({ engine: "mem" }), ...jackson },
  { title: "saml-jackson, sqlite", start: () => startSamlJackson({ engine: "sqlite" }), ...jackson },
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
    lacks: ["tells members"],
  },
  ...others,
];

/** Whether a server does what a step needs. */
export function does({ lacks = [] }: Provider, ability: Ability): boolean {
  return !lacks.includes(ability);
}
