/**
 * Standard names that LDAP directories have words of their own for, where both mean the same by definition. Names that
 * are alike (`title`, `givenName`, `displayName`, `employeeNumber`, `manager`, `mobile`, `street`, `postalCode`) need no
 * row. Left out is what only comes near: `departmentNumber` is a code, and `cn` any name.
 */
export const directoryWords: ReadonlyMap<string, string> = new Map([
  // RFC 4519 section 2.39: computer system login names
  ["username", "uid"],
  // RFC 4524 section 2.16: Internet mail addresses
  ["email", "mail"],
  // RFC 4519 section 2.32: surnames, the family names of a person
  ["familyname", "sn"],
  // RFC 4519 section 2.19: names of an organization
  ["organization", "o"],
  // RFC 2798 section 2.5: the relationship of employer and employee, with the examples of RFC 7643 section 4.1.1
  ["usertype", "employeetype"],
  // RFC 4519 section 2.35
  ["phone", "telephonenumber"],
  // RFC 2798 section 2.7: preferred language, as in Accept-Language
  ["language", "preferredlanguage"],
  // RFC 4519 section 2.16: a locality or place, such as a city
  ["city", "l"],
  // RFC 4519 section 2.33: states or provinces
  ["region", "st"],
  // RFC 4519 section 2.2: a two-letter ISO 3166 country code
  ["country", "c"],
]);
