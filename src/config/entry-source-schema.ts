import { z } from "zod";
import { secret } from "./secret-schema.ts";
import { fileExpect, liveExpect } from "./expect-schema.ts";
import { by, encoding, enriches, files, filter, mayHave, names, sourceName } from "./source-part-schemas.ts";
import { duration, text } from "./value-schemas.ts";

const attribute = text.meta({ description: "An attribute of the entries.", examples: ["entryUUID"] });
const base = text.meta({
  description: "Only entries at or below this DN.",
  examples: ["ou=people,dc=example,dc=com"],
});
const scope = z
  .enum(["base", "one", "sub"])
  .meta({ description: "How deep to search (RFC 4511, 4.5.1.2). sub when left out." })
  .optional();

const users = {
  key: attribute.meta({
    description: "The attribute that never changes: entryUUID, objectGUID, employeeNumber; or dn.",
    examples: ["entryUUID"],
  }),
  filter: filter
    .meta({
      description:
        "An LDAP filter (RFC 4515): which entries are people. Persons and POSIX accounts that are neither computers nor contacts when left out.",
      examples: ["(objectClass=inetOrgPerson)"],
    })
    .optional(),
  memberOf: z
    .union([z.boolean(), text])
    .meta({
      description:
        "Take memberships from users as well: true for memberOf, or the attribute that names groups by DN.",
    })
    .optional(),
  names,
};

const member = z.union([
  text,
  z.strictObject({
    attribute: attribute.meta({ description: "The attribute that names members.", examples: ["memberUid"] }),
    by: by.optional(),
  }),
]);

const groups = {
  key: attribute.meta({
    description: "The attribute that never changes: entryUUID, objectGUID, cn; or dn.",
    examples: ["entryUUID"],
  }),
  name: attribute
    .meta({ description: "The attribute with the name of the group. cn when left out.", examples: ["cn"] })
    .optional(),
  filter: filter
    .meta({
      description: "An LDAP filter (RFC 4515): which entries are groups. The usual classes when left out.",
      examples: ["(objectClass=groupOfNames)"],
    })
    .optional(),
  members: z
    .union([member, z.array(member).min(1).max(20)])
    .meta({
      description:
        "The attributes that name members. member and uniqueMember (by dn) and memberUid (by uid) when left out.",
      examples: ["member", { attribute: "memberUid", by: "uid" }],
    })
    .optional(),
  primary: z
    .enum(["primaryGroupID", "gidNumber"])
    .meta({ description: "The attribute of users with the number of their first group, if it shall count." })
    .optional(),
  names,
};

/** `source` of the type ldif. */
export const ldifSource = z.strictObject({
  type: z.literal("ldif").meta({ description: "The kind of source." }),
  name: sourceName,
  enriches,
  file: files,
  users: z
    .strictObject({ ...users, base: base.optional() })
    .meta({ description: "Which entries are people." }),
  groups: z
    .strictObject({ ...groups, base: base.optional() })
    .meta({ description: "Which entries are groups." })
    .optional(),
  fileUrls: text
    .meta({
      description:
        "The folder below which `:< file://` values may be read; refused when left out. A change in one of these alone is not noticed.",
      examples: ["./photos"],
    })
    .optional(),
  attributes: mayHave,
  encoding,
  expect: fileExpect.optional(),
});

/** `source` of the type ldap. */
export const ldapSource = z.strictObject({
  type: z.literal("ldap").meta({ description: "The kind of source." }),
  name: sourceName,
  enriches,
  url: z
    .string()
    .regex(/^ldaps?:\/\/[^/\s?#]+\/?$/i, "write ldaps://host or ldap://host:389, without a path")
    .meta({ description: "The server: ldaps:// or ldap://.", examples: ["ldaps://ldap.example.com"] }),
  bind: z
    .strictObject({
      dn: text.meta({
        description: "Who reads.",
        examples: ["cn=scimsync,ou=services,dc=example,dc=com"],
      }),
      password: secret.meta({ description: "Their password.", examples: ["${env.LDAP_PASSWORD}"] }),
    })
    .meta({ description: "Simple bind; anonymous when left out." })
    .optional(),
  startTls: z.boolean().meta({ description: "Encrypt an ldap:// connection." }).optional(),
  ca: text
    .meta({ description: "PEM file with the certificates to trust.", examples: ["/etc/ssl/ldap-ca.pem"] })
    .optional(),
  pageSize: z
    .int()
    .min(1)
    .max(10_000)
    .meta({ description: "Entries asked for at once (RFC 2696). 500 when left out." })
    .optional(),
  timeout: duration.meta({ description: "To connect, and for each answer. 30s when left out." }).optional(),
  attributes: z
    .array(attribute)
    .max(200)
    .meta({
      description:
        "Attributes to ask for besides all user attributes and those this config names: operational ones. Mappings may use them although nobody has them today.",
      examples: [["pwdAccountLockedTime"]],
    })
    .optional(),
  users: z.strictObject({ ...users, base, scope }).meta({ description: "Where people are." }),
  groups: z
    .strictObject({ ...groups, base, scope })
    .meta({ description: "Where groups are." })
    .optional(),
  expect: liveExpect.optional(),
});

export type LdifSourceWritten = z.infer<typeof ldifSource>;
export type LdapSourceWritten = z.infer<typeof ldapSource>;
