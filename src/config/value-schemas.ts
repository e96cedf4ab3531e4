import { z } from "zod";

/** A number and its unit; `parseDuration` reads it. */
export const duration = z
  .string()
  .regex(/^\d{1,7}(?:ms|s|m|h|d)$/, "write a duration with its unit, such as 30d, 36h, 10m, 60s or 500ms")
  .meta({ description: "A number and a unit: ms, s, m, h, d.", examples: ["36h"] });

/** 0 to 100, with or without the sign. */
export const percent = z
  .union([
    z.number().min(0).max(100),
    z
      .string()
      .regex(/^(?:100|\d{1,2}(?:\.\d{1,3})?)\s?%$/, "write a percentage from 0 to 100, such as 20%")
      .meta({ examples: ["20%"] }),
  ])
  .meta({ description: "0 to 100, with or without %.", examples: ["20%"] });

export const text = z.string().min(1).max(4096);

/** A bare expression of the mapping language. */
export const expression = z
  .string()
  .min(1)
  .max(20_000)
  .regex(/^(?!\s*\$\{)/, 'write the expression bare, without ${ }: user.department == "R&D"')
  .meta({ examples: ['user.department == "R&D"'] });

/** A name in which `*` stands for any text. */
export const wildcard = z
  .string()
  .min(1)
  .max(256)
  .regex(/^(?:\S(?:.*\S)?)?$/s, "begins or ends with a space")
  .regex(/^(?!.*\*\*)/s, "** means no more than *: write one *")
  .regex(/^(?!\^)/, "this is not a regular expression: * stands for any text, everything else for itself")
  .meta({ examples: ["support-*"] });

/** A path to an attribute of a SCIM resource (RFC 7644 section 3.5.2). */
export const attributePath = z
  .string()
  .max(300)
  .regex(
    /^(?:urn:[^\s[\]]{1,200}:)?[A-Za-z$][\w$-]*(?:\[[^\]]{1,100}\])?(?:\.[A-Za-z$][\w$-]*)?$/,
    'write the path of an attribute, such as userName, name.givenName or emails[type eq "work"].value',
  )
  .meta({ examples: ["userName"] });

/** The SCIM resource wanted, as nested maps and lists or by path; strings may hold `${expressions}`. */
export const attributes = z
  .record(z.string(), z.unknown())
  .meta({ examples: [{ userName: "${user.email}" }] });

/** The same as JSON, in which strings may hold `{$expressions}`. */
export const jsonTemplate = z
  .union([
    z.string().max(1_000_000),
    z.strictObject({
      file: text.meta({ description: "A path relative to this file.", examples: ["user.json"] }),
    }),
  ])
  .meta({ examples: ['{ "userName": "{$user.email}" }'] });
