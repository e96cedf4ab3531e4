import { type Schema, attribute, complex } from "./attribute.ts";

/** The Group of RFC 7643 sections 4.2 and 8.7.1. */
export function groupSchema(): Schema {
  const immutable = { mutability: "immutable" } as const;
  const members = [
    attribute("value", "The id of the member.", immutable),
    attribute("$ref", "The URI of the member.", {
      ...immutable,
      type: "reference",
      referenceTypes: ["User", "Group"],
    }),
    attribute("type", "What the member is.", { ...immutable, canonicalValues: ["User", "Group"] }),
    attribute("display", "The member's name.", { mutability: "readOnly" }),
  ];
  return {
    id: "urn:ietf:params:scim:schemas:core:2.0:Group",
    name: "Group",
    description: "Group",
    attributes: [
      attribute("displayName", "The name of the group.", { required: true, uniqueness: "server" }),
      complex("members", "The members of the group.", members, { multiValued: true }),
    ],
  };
}
