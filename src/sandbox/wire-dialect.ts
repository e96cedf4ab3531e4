import type { ConnectorProfile, EndpointProfile, GroupsProfile } from "../connector/profile.ts";
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
  /** Attributes of a user that a PATCH changes alone. */
  readonly alone: readonly string[];
  /** Operations that one PATCH of a group may have. */
  readonly groupOperations: number;
  /** What must name a member of a group. */
  readonly memberForm: GroupsProfile["memberForm"];
  /** The status that says that a name is taken. */
  readonly conflictStatus: number;
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
  alone: [],
  groupOperations: Number.POSITIVE_INFINITY,
  memberForm: "value",
  conflictStatus: 409,
  demandsVersions: false,
};

export function wireDialectOf({ endpoint, auth, users, groups, matching }: ConnectorProfile): WireDialect {
  const { paths, accept, writeQuery, operationCase, booleans, patchAnswers, etag } = endpoint;
  const [conflictStatus = 409] = matching.conflictStatuses;
  return {
    signIn: auth,
    paths,
    accept,
    writeQuery,
    operationCase,
    booleans,
    patchAnswers,
    alone: users.alone,
    groupOperations: groups.operationsPerRequest,
    memberForm: groups.memberForm,
    conflictStatus,
    demandsVersions: etag === "always",
  };
}

/** What of a profile is played as a quirk of the same effect. */
export function quirksOf({ endpoint, reads }: ConnectorProfile): readonly QuirkName[] {
  return [
    ...(endpoint.patchAnswers === "nothing" ? (["patchAnswers204"] as const) : []),
    ...(endpoint.ids === "number" ? (["numericIds"] as const) : []),
    ...(reads.firstIndex === 0 ? (["zeroBased"] as const) : []),
  ];
}
