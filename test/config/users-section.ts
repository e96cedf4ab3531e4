import { configWith } from "./config-file.ts";

export const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** A config whose users section holds the lines, at its depth and from line 10 on. */
export function withUsers(lines: string): string {
  return configWith(`    baseUrl: https://app.example.com/scim/v2
    auth: { token: "\${env.TOKEN}" }
    users:
      createOnly: [name.givenName]
      clearWhenEmpty: [title, "${enterprise}:department"]
${lines.replaceAll(/^(?=.)/gm, "      ")}
`);
}
