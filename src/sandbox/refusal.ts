import type { JsonObject } from "../canonical.ts";

/** `scimType` of RFC 7644 section 3.12, and of RFC 9865 section 3. */
export type ScimType =
  | "invalidFilter"
  | "tooMany"
  | "uniqueness"
  | "mutability"
  | "invalidSyntax"
  | "invalidPath"
  | "noTarget"
  | "invalidValue"
  | "invalidCursor"
  | "expiredCursor"
  | "invalidCount";

/** A request the sandbox answers with an error of RFC 7644 section 3.12. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly scimType: ScimType | undefined;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    status: number,
    detail: string,
    scimType?: ScimType,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = status;
    this.scimType = scimType;
    this.headers = headers;
  }
}

/** A request to which no answer comes: the connection is reset. */
export class Hangup extends Refusal {
  constructor() {
    super(500, "the connection was reset");
  }
}

/** 400 with a `scimType`; 409 for `uniqueness`. */
export function refusal(scimType: ScimType, detail: string): Refusal {
  return new Refusal(scimType === "uniqueness" ? 409 : 400, detail, scimType);
}

/** The body of an error. `status` is a string, as the RFC has it. */
export function errorBody(status: number, detail: string, scimType?: ScimType): JsonObject {
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail,
  };
}

/** A value as a message may show it: short, on one line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
