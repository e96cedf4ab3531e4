import type { Json } from "../../src/canonical.ts";

/** A knob that can be dropped without notice, and why that is no matter. */
export interface Unnoticed {
  readonly knob: string;
  /** Of this value only. */
  readonly value?: Json;
  /** Of these connectors only. */
  readonly of?: readonly string[];
  readonly because: string;
}

/** Neither side is missed. */
export const unnoticed: readonly Unnoticed[] = [
  {
    knob: "groups.create",
    because: "members never go with a new group, whatever it says",
  },
  {
    knob: "groups.membersReadable",
    value: true,
    because: "what is not known is found out by the first read, and a service without the knob tells them",
  },
  {
    knob: "users.putOmission",
    value: "clears",
    because: "what is not known is found out by the first PUT, and a service without the knob clears",
  },
  {
    knob: "users.putDefaults",
    value: { active: false },
    because: "each PUT says active in any case",
  },
  {
    knob: "deactivate.effect",
    value: "suspend",
    because: "what is not known is taken for that",
  },
  {
    knob: "deactivate.effect",
    value: "removesMembership",
    because: "who comes back is switched on under the same id, as with suspend; what people are told differs",
  },
  {
    knob: "deactivate.delete",
    value: "unsupported",
    because: "nobody is deleted by the config of the suite where it cannot be done",
  },
  {
    knob: "groups.update",
    value: "patch",
    because: "PATCH is tried first where nothing is known, and PUT only once it is refused",
  },
  {
    knob: "users.update",
    value: "patch",
    because: "PATCH is tried first where nothing is known, and PUT only once it is refused",
  },
];

/** A client finds it out by itself, so that only a service that does not play it is noticed. */
export const foundOut: readonly Unnoticed[] = [
  { knob: "pacing.retryAfter.form", value: "unix", because: "a number that is an instant is seen to be one" },
  {
    knob: "groups.support",
    value: "none",
    because: "the config of the suite pushes no groups where there are none",
  },
];
