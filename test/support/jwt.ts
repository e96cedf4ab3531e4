/** A token in the form of a signed JWT (RFC 7519) with these claims; nobody signed it. */
export function jwt(claims: object): string {
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.${Buffer.from("signature").toString("base64url")}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
