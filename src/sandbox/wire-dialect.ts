import type { ConnectorProfile, EndpointProfile } from "../connector/profile.ts";
import { type EndpointPaths, usualPaths } from "../scim/endpoint-paths.ts";
import type { QuirkName } from "./quirks/quirk.ts";
import { type SignIn, strictSignIn } from "./sign-in.ts";

/** How a service wants to be spoken to, where its profile tells. */
export interface WireDialect {
  readonly signIn: SignIn;
  /** Where it has its endpoints; it has nothing where the RFC has them. */
  readonly paths: EndpointPaths;
  /** The one type that answers may be asked for as; `any` when it does not look. */
  readonly accept: EndpointProfile["accept"];
  /** Parameters without which it refuses a write. */
  readonly writeQuery: EndpointProfile["writeQuery"];
  /** How PATCH spells its operations, and gives true and false; nothing else is taken. */
  readonly operationCase: EndpointProfile["operationCase"];
  readonly booleans: EndpointProfile["booleans"];
  readonly patchAnswers: EndpointProfile["patchAnswers"];
  /** Whether PUT and PATCH must say If-Match. */
  readonly demandsVersions: boolean;
}

export const strictWire: WireDialect = {
  signIn: strictSignIn,
  paths: usualPaths,
  accept: "any",
  writeQuery: {},
  operationCase: "lower",
  booleans: "native",
  patchAnswers: "resource",
  demandsVersions: false,
};

export function wireDialectOf({ endpoint, auth }: ConnectorProfile): WireDialect {
  const { paths, accept, writeQuery, operationCase, booleans, patchAnswers, etag } = endpoint;
  const demandsVersions = etag === "always";
  return { signIn: auth, paths, accept, writeQuery, operationCase, booleans, patchAnswers, demandsVersions };
}

/** What of a profile is played as a quirk of the same effect. */
export function quirksOf({ endpoint, reads }: ConnectorProfile): readonly QuirkName[] {
  return [
    ...(endpoint.patchAnswers === "nothing" ? (["patchAnswers204"] as const) : []),
    ...(endpoint.ids === "number" ? (["numericIds"] as const) : []),
    ...(reads.firstIndex === 0 ? (["zeroBased"] as const) : []),
  ];
}
