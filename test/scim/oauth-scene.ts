import type { OAuthCredentials } from "../../src/scim/credentials/credentials.ts";
import { type Answer, type Came, emptyList, startWebServer } from "../support/web-server.ts";
import { oauth, wiredClient } from "./wired-client.ts";

export type TokenAnswer = (
  form: URLSearchParams,
  came: Came,
  count: number,
) => Answer | undefined | Promise<Answer>;

/** `t1`, `t2`, …, each good for an hour. */
export const grant: TokenAnswer = (_form, _came, count) => token(`t${count}`);

export function token(value: string, more: object = {}): Answer {
  return { status: 200, body: { access_token: value, token_type: "Bearer", expires_in: 3600, ...more } };
}

/** A token server, a SCIM service, and a client of both. */
export async function setOAuth(
  changes: Partial<OAuthCredentials> = {},
  answerToken: TokenAnswer = grant,
  answerScim: (came: Came) => Answer = () => emptyList,
) {
  const tokens = await startWebServer((came, count) =>
    answerToken(new URLSearchParams(came.body), came, count),
  );
  const scim = await startWebServer(answerScim);
  const credentials = oauth(`${tokens.url}/oauth/token`, changes);
  return { tokens, scim, ...wiredClient({ baseUrl: `${scim.url}/scim`, credentials }) };
}

export function formOf(came: Came | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(came?.body ?? ""));
}
