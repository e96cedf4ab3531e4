import type { JsonObject } from "../canonical.ts";
import type { GroupsProfile } from "../connector/profile.ts";
import { spelledPath } from "../scim/endpoint-paths.ts";
import { resourcePath } from "../scim/resource-path.ts";
import type { ScimId } from "../scim/resource.ts";
import { inForceFirst } from "./user-knobs.ts";
import type { CheckedTarget } from "./target.ts";

export type MemberForm = GroupsProfile["memberForm"];

const forms: readonly MemberForm[] = ["value", "withType", "withRef", "withDisplay"];

/** How members of the throw-away group are named. */
export interface MemberNaming {
  /** As the connector says, until another form is seen to be wanted. */
  form: MemberForm;
  /** All there are, the one in force first. */
  readonly forms: readonly MemberForm[];
  /** By id, the names that users were made with. */
  readonly names: Map<ScimId, string>;
  name(ids: readonly ScimId[], form?: MemberForm): readonly JsonObject[];
}

export function memberNaming({ baseUrl, knobs }: CheckedTarget): MemberNaming {
  const { groups, endpoint } = knobs.profile;
  const names = new Map<ScimId, string>();
  function nameOne(value: ScimId, form: MemberForm): JsonObject {
    switch (form) {
      case "value":
        return { value };
      case "withType":
        return { value, type: "User" };
      case "withRef":
        return { value, $ref: baseUrl + spelledPath(resourcePath("User", value), endpoint.paths) };
      case "withDisplay":
        return { value, display: names.get(value) ?? value };
    }
  }
  const naming: MemberNaming = {
    form: groups.memberForm,
    forms: inForceFirst(groups.memberForm, forms),
    names,
    name: (ids, form = naming.form) => ids.map((id) => nameOne(id, form)),
  };
  return naming;
}
