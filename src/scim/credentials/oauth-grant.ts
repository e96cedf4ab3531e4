import type { Logger } from "../../log.ts";
import type { OAuthCredentials, Secret } from "./credentials.ts";
import { errorCode, type Granted, readGranted } from "./oauth-answer.ts";
import { tokenRequest } from "./oauth-request.ts";
import type { AccessToken } from "./token-cache.ts";
import type { AskForToken } from "./token-endpoint.ts";

/**
 * Gets access tokens, each with the refresh token that is good at the time. One that the endpoint gives in its place
 * (RFC 6749 §6) is put back to where it came from, if that can be written; else it is kept while this process lives.
 */
export function tokenGrant(
  credentials: OAuthCredentials,
  ask: AskForToken,
  log: Logger,
): (signal: AbortSignal) => Promise<AccessToken> {
  const { refreshToken: stored } = credentials;
  let kept: string | undefined;

  async function attempt(
    refreshToken: string | undefined,
    signal: AbortSignal,
  ): Promise<Granted | undefined> {
    const request = await tokenRequest(credentials, refreshToken);
    const answer = await ask(request, signal);
    // Another process may have renewed it in the meantime.
    if (errorCode(answer) === "invalid_grant" && (await hasChanged(refreshToken))) return undefined;
    return readGranted(answer, credentials, request.hide);
  }
  async function hasChanged(sent: string | undefined): Promise<boolean> {
    return stored !== undefined && kept === undefined && (await stored.read()) !== sent;
  }
  async function keep(fresh: string, from: Secret): Promise<void> {
    const place = from.description;
    if (from.replace === undefined) {
      if (kept === undefined) log.warn({ place }, keptAlone);
      kept = fresh;
      return;
    }
    try {
      await from.replace(fresh);
      kept = undefined;
      log.info({ place }, "the refresh token was renewed and written back");
    } catch (error) {
      kept = fresh;
      log.warn({ place, reason: (error as NodeJS.ErrnoException).code ?? "unknown" }, notWritten);
    }
  }
  return async (signal) => {
    const sent = kept ?? (await stored?.read());
    const granted = (await attempt(sent, signal)) ?? (await attempt(await stored?.read(), signal));
    if (granted === undefined) throw new Error("the refresh token changes faster than it can be used");
    if (stored !== undefined && granted.refreshToken !== undefined && granted.refreshToken !== sent)
      await keep(granted.refreshToken, stored);
    return granted;
  };
}

const keptAlone =
  "the refresh token was renewed and is kept for this run only: the next run needs the new one; keep it in a file to have it written back";
const notWritten =
  "the refresh token was renewed and could not be written back: it is kept for this run only, and the next run needs the new one";
