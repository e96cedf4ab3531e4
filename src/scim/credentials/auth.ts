import { TargetError } from "../../errors.ts";
import type { Authorization, Authorizer } from "./authorization.ts";
import { type HideSecrets, hideSecrets, textsIn } from "./secret-text.ts";
import { readScimError } from "../scim-error.ts";
import type { ScimRequest, ScimResponse, Send } from "../connection/transport.ts";

/** Two 403 in a row mean that the credentials, not a record, are refused. */
const forbiddenInARow = 2;

/**
 * Adds the credentials to each request. A 401 is answered by other credentials, where there are any, and the request
 * is sent once more: `onReplay` is told. Nobody waits for credentials once `hurry` is aborted. Ends everything with `TargetError` when they are refused: at a 401 that
 * stays, or at the second 403 in a row, unless `isPause` says that this is how the provider asks to wait.
 */
export function withCredentials(
  send: Send,
  authorizer: Authorizer,
  onReplay: (request: ScimRequest) => void = () => {},
  hurry?: AbortSignal,
  isPause: (status: number) => boolean = () => false,
): Send {
  let forbidden = 0;
  return async (request, signal) => {
    async function attempt({ headers, hide }: Authorization): Promise<ScimResponse> {
      const answer = await send({ ...request, headers: { ...request.headers, ...headers } }, signal);
      return isPlain(answer) ? answer : withoutSecrets(answer, hide);
    }
    const authorization = await authorizer.current(hurry ?? signal);
    let response = await attempt(authorization);
    if (response.status === 401) {
      const fresh = await authorizer.renew(authorization, hurry ?? signal);
      if (fresh !== undefined) {
        onReplay(request);
        response = await attempt(fresh);
      }
    }
    const { status } = response;
    forbidden = status === 403 && !isPause(status) ? forbidden + 1 : 0;
    if (status === 401 || forbidden >= forbiddenInARow) throw refused(request, response, authorizer);
    return response;
  };
}

/** A resource or a list, which nobody quotes in a message. A refusal may come with a status of success, too. */
function isPlain({ status, headers, text }: ScimResponse): boolean {
  return status < 300 && headers["content-type"]?.includes("json") !== false && !text.includes('"detail"');
}

/** A provider that repeats our credentials in its complaint must not bring them into reports. */
function withoutSecrets(response: ScimResponse, hide: HideSecrets): ScimResponse {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, hide(value)] as const);
  return { ...response, headers: Object.fromEntries(headers), text: hide(response.text) };
}

/** The refusal ends a run, and so is told of the target as a whole: what it repeats of the people sent is left out. */
function refused(
  { body = null }: ScimRequest,
  response: ScimResponse,
  { whereToLook }: Authorizer,
): TargetError {
  const said = hideSecrets(textsIn(body), "[as sent]")(readScimError(response).detail);
  return new TargetError(
    "credentials_refused",
    `credentials refused (HTTP ${response.status}: ${said}); check ${whereToLook}: is it whole, not expired, and allowed to use SCIM?`,
  );
}
