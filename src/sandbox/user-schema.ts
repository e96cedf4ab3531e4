import { type Attribute, type Schema, attribute, complex, plural } from "./attribute.ts";

/** The User of RFC 7643 sections 4.1 and 8.7.1. */
export function userSchema(): Schema {
  return {
    id: "urn:ietf:params:scim:schemas:core:2.0:User",
    name: "User",
    description: "User Account",
    attributes: [...singular(), ...multiValued()],
  };
}

function singular(): readonly Attribute[] {
  return [
    attribute("userName", "The name the user signs in with.", { required: true, uniqueness: "server" }),
    name(),
    attribute("displayName", "The name of the user, for display."),
    attribute("nickName", "The casual way to address the user."),
    attribute("profileUrl", "The user's page.", { type: "reference", referenceTypes: ["external"] }),
    attribute("title", "The user's title, such as Vice President."),
    attribute("userType", "The relation of the user to the organization, such as Contractor."),
    attribute("preferredLanguage", "The user's preferred language, as in Accept-Language."),
    attribute("locale", "The user's locale, such as en-US."),
    attribute("timezone", "The user's time zone, such as America/Los_Angeles."),
    attribute("active", "Whether the account may be used.", { type: "boolean" }),
    attribute("password", "The user's clear text password.", { mutability: "writeOnly", returned: "never" }),
  ];
}

function name(): Attribute {
  return complex("name", "The components of the user's name.", [
    attribute("formatted", "The full name, formatted for display."),
    attribute("familyName", "The family name."),
    attribute("givenName", "The given name."),
    attribute("middleName", "The middle name or names."),
    attribute("honorificPrefix", "The title before the name, such as Ms."),
    attribute("honorificSuffix", "The suffix after the name, such as III."),
  ]);
}

function multiValued(): readonly Attribute[] {
  const reference = { type: "reference", referenceTypes: ["external"] } as const;
  return [
    plural("emails", "Email addresses.", ["work", "home", "other"]),
    plural("phoneNumbers", "Phone numbers.", ["work", "home", "mobile", "fax", "pager", "other"]),
    plural("ims", "Instant messaging addresses.", []),
    plural("photos", "URLs of photos of the user.", ["photo", "thumbnail"], reference),
    addresses(),
    groups(),
    plural("entitlements", "Entitlements of the user.", []),
    plural("roles", "Roles of the user.", []),
    plural("x509Certificates", "Certificates issued to the user.", [], { type: "binary" }),
  ];
}

function addresses(): Attribute {
  const parts = [
    attribute("formatted", "The full address, formatted for display."),
    attribute("streetAddress", "Street, house number and the like."),
    attribute("locality", "The city or locality."),
    attribute("region", "The state or region."),
    attribute("postalCode", "The postal code."),
    attribute("country", "The country, as ISO 3166-1 alpha-2."),
    attribute("type", "What the address is for.", { canonicalValues: ["work", "home", "other"] }),
    attribute("primary", "Whether this is the preferred address.", { type: "boolean" }),
  ];
  return complex("addresses", "Physical mailing addresses.", parts, { multiValued: true });
}

function groups(): Attribute {
  const readOnly = { mutability: "readOnly" } as const;
  const parts = [
    attribute("value", "The id of the group.", readOnly),
    attribute("$ref", "The URI of the group.", { ...readOnly, type: "reference", referenceTypes: ["Group"] }),
    attribute("display", "The name of the group.", readOnly),
    attribute("type", "How the user belongs to it.", { ...readOnly, canonicalValues: ["direct"] }),
  ];
  return complex("groups", "Groups the user is a direct member of.", parts, {
    ...readOnly,
    multiValued: true,
  });
}

/** The enterprise extension of RFC 7643 section 4.3. */
export function enterpriseUserSchema(): Schema {
  return {
    id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    name: "EnterpriseUser",
    description: "Enterprise User",
    attributes: [
      attribute("employeeNumber", "The number the organization gave the user."),
      attribute("costCenter", "The name of a cost center."),
      attribute("organization", "The name of an organization."),
      attribute("division", "The name of a division."),
      attribute("department", "The name of a department."),
      complex("manager", "The user's manager.", [
        attribute("value", "The id of the manager's User resource."),
        attribute("$ref", "The URI of it.", { type: "reference", referenceTypes: ["User"] }),
        attribute("displayName", "The manager's name.", { mutability: "readOnly" }),
      ]),
    ],
  };
}
