import type { Json, JsonObject } from "../../src/canonical.ts";
import { settingAt } from "./stated.ts";

/** A knob to which another one leaves nothing to do. */
interface Idle {
  readonly knobs: readonly string[];
  readonly when: (at: (path: string) => Json | undefined) => boolean;
  readonly because: string;
}

const idle: readonly Idle[] = [
  {
    knobs: ["endpoint.schemas"],
    when: (at) => at("endpoint.discovery") === "ignore",
    because: "/Schemas is asked for only where discovery is trusted",
  },
  {
    knobs: ["endpoint.etag"],
    when: (at) => at("endpoint.etag") === "never" && at("endpoint.discovery") === "ignore",
    because: "nothing says that the service has versions",
  },
  {
    knobs: ["endpoint.etag"],
    when: (at) =>
      at("endpoint.etag") === "never" && at("users.update") === "patch" && at("groups.update") === "patch",
    because: "only PUT says a version of its own accord, and there is none",
  },
  {
    knobs: ["reads.shows"],
    when: (at) => at("users.create") === "adopts",
    because: "an account that is not shown is taken in by POST, and in nobody's way",
  },
  {
    knobs: ["deactivate.return"],
    when: (at) =>
      at("deactivate.return") === "create" &&
      isOneOf(at("deactivate.effect"), ["hardDelete", "idInvalidated"]),
    because: "nobody is left who could come back otherwise than as a new account",
  },
  {
    knobs: ["deactivate.inactive"],
    when: (at) => at("deactivate.inactive") === "readOnly" && at("deactivate.return") === "create",
    because: "who comes back is made anew, and nothing else is written of an account that is off",
  },
  {
    knobs: ["users.putOmission", "users.putDefaults"],
    when: (at) => at("users.update") === "patch",
    because: "no account is written by PUT",
  },
  {
    knobs: ["bulk.operationsPerRequest", "bulk.bytesPerRequest"],
    when: (at) => at("bulk.use") !== "offered",
    because: "no bulk request is sent",
  },
  {
    knobs: [
      "users.alone",
      "users.extensionPath",
      "users.multiValued",
      "users.operationsPerRequest",
      "users.patchForm",
    ],
    when: (at) => at("users.update") === "put",
    because: "with PUT everything is said at once",
  },
  {
    knobs: ["groups.operationsPerRequest", "groups.removeMembers"],
    when: (at) => at("groups.update") === "put",
    because: "with PUT everything is said at once",
  },
];

/** Whether another knob makes that this one has nothing to do. */
export function isIdle(knob: string, stated: JsonObject): boolean {
  const at = (path: string) => settingAt(stated, path);
  const isOfGroups = knob.startsWith("groups.") && knob !== "groups.support";
  if (isOfGroups && isOneOf(at("groups.support"), ["none", "read"])) return true;
  return idle.some(({ knobs, when }) => knobs.includes(knob) && when(at));
}

function isOneOf(value: Json | undefined, values: readonly string[]): boolean {
  return typeof value === "string" && values.includes(value);
}
