import { z } from "zod";

/** A header name as RFC 9110 section 5.1 has it. */
export const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, "is not a name a header can have");

/** The same of a header that credentials may stand in. */
export const credentialHeader = headerName.regex(
  /^(?!(?:host|connection|content-length|content-type|transfer-encoding|accept|proxy-authorization)$)/i,
  "this header is set by scimsync itself",
);

export const headerValue = z
  .string()
  .max(1000)
  .regex(/^[\t\x20-\x7e]*$/, "holds a line break or a character outside ASCII, which no header may have");

/** A path below the base URL. */
export const urlPath = z
  .string()
  .max(300)
  .regex(/^\/[\w.~-]+(?:\/[\w.~-]+)*$/, "write a path below the base URL, such as /Users");

/** An address, in which {names} stand for what differs from one customer to the next. */
export const addressTemplate = z
  .string()
  .max(2000)
  .regex(
    /^https?:\/\/(?:[^\s{}]|\{[A-Za-z]\w{0,31}\})+$/,
    "write an address, with {names} for what differs from one customer to the next",
  );

/** Of a variable of an address. */
export const variableName = z.string().regex(/^[A-Za-z]\w{0,31}$/, "write a name such as host");

/** The path of an attribute without brackets. */
export const plainPath = z
  .string()
  .regex(
    /^(?:urn:[^\s[\]]{1,200}:)?[A-Za-z$][\w$-]{0,100}(?:\.[A-Za-z$][\w$-]{0,100})?$/,
    "write the path of an attribute without brackets, such as displayName or emails.value",
  );

export const plainPaths = z.array(plainPath).max(100);

/** A sentence for people. */
export const sentence = z.string().trim().min(1).max(1000);
