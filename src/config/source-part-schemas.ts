import { z } from "zod";
import { text } from "./value-schemas.ts";

export const column = text.meta({ description: "A column of the file.", examples: ["employee_id"] });

const pattern = text.meta({
  description: "Path, relative to this file; * stands for any part of a name.",
  examples: ["people.csv"],
});

/** One file, a pattern, or a list of them, read as one. */
export const files = z.union([pattern, z.array(pattern).min(1).max(1000)]).meta({
  description: "A path relative to this file, a pattern with *, or a list of them. May be gzipped.",
  examples: ["people.csv"],
});

export const by = text.meta({
  description:
    "By which attribute the records are named: dn, mail, uid, … Their key when left out. Names are compared without case.",
  examples: ["mail"],
});

export const filter = z
  .string()
  .regex(/^\s*\(.*\)\s*$/s, "write an LDAP filter in parentheses, such as (objectClass=person)")
  .meta({
    description: "An LDAP filter (RFC 4515): only records that satisfy it.",
    examples: ["(objectClass=person)"],
  });

export const encoding = z
  .enum(["utf-8", "utf-16", "latin1", "windows-1252"])
  .meta({ description: "Of the files; a byte order mark wins. utf-8 when left out." })
  .optional();

/** What expressions may call attributes of the records, besides their own names. */
export const names = z
  .record(
    z.string().regex(/^[^\s.[\]](?:[^.[\]]*[^\s.[\]])?$/, "a name has no dots or brackets"),
    text.meta({ description: "The column or attribute, of JSON its path.", examples: ["work_email"] }),
  )
  .meta({
    description:
      "What expressions call an attribute, and which it is: with email: work_email, user.email is the column work_email.",
    examples: [{ email: "work_email", givenName: "first_name" }],
  })
  .optional();

export const sourceName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "a name has letters, digits, . _ - only, 64 at most")
  .meta({
    description: "What merge and messages call this source. Its type when left out.",
    examples: ["hr"],
  })
  .optional();

export const enriches = z
  .boolean()
  .meta({
    description:
      "With merge: records of this source only add to those that another source has; alone they are nobody.",
  })
  .optional();

export const mayHave = z
  .array(text)
  .max(200)
  .meta({
    description:
      "Attributes that mappings may use although nobody has them today: this form states no list of them.",
    examples: [["nsAccountLock"]],
  })
  .optional();
