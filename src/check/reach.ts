import { TargetError } from "../errors.ts";
import { type Answer, isGood, isHtml, type Listing, readListing, saidBy } from "./answer.ts";
import type { Asker } from "./asker.ts";
import { pageQuery } from "./page-query.ts";
import type { Notebook } from "./probe.ts";
import type { CheckedTarget } from "./target.ts";

/**
 * The first request: two users. Throws `TargetError` when the target cannot be reached, refuses the credentials, or
 * does not answer like a SCIM service.
 */
export async function reach(target: CheckedTarget, asker: Asker, notes: Notebook): Promise<Listing> {
  const answer = await asker.send({ method: "GET", path: `/Users${pageQuery(target, 1, 2)}` });
  const listing = readListing("User", answer);
  if (listing === undefined) throw unworkable(target, answer);
  const { protocol, host } = new URL(target.baseUrl);
  const isSecure = protocol === "https:";
  notes.probe({
    area: "connection",
    what: isSecure ? "reached, certificate trusted" : "reached, without TLS",
    seen: `${host}: ${saidBy(answer)}`,
    verdict: isSecure || isLoopback(target.baseUrl) ? "ok" : "differs",
  });
  if (!isSecure && !isLoopback(target.baseUrl))
    notes.warn(
      `${host} is spoken to without TLS: whoever is on the way reads the token and everybody's data`,
    );
  notes.probe({ area: "connection", what: "credentials", seen: "taken", verdict: "ok" });
  return listing;
}

function isLoopback(baseUrl: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(baseUrl).hostname);
}

function unworkable({ baseUrl }: CheckedTarget, answer: Answer): TargetError {
  if (answer.silence !== undefined)
    return new TargetError("unreachable", `${baseUrl} cannot be reached: ${answer.silence}`);
  if (answer.status === 403)
    return new TargetError(
      "credentials_refused",
      `the credentials may not list users (${saidBy(answer)}); give the token the rights of SCIM`,
    );
  if (isHtml(answer) || isGood(answer) || answer.status < 400)
    return new TargetError(
      "not_scim",
      `${baseUrl} does not answer like a SCIM service (HTTP ${answer.status}, ${kindOf(answer)}); check baseUrl`,
    );
  return new TargetError("unreachable", `${baseUrl}/Users cannot be read (${saidBy(answer)}); check baseUrl`);
}

function kindOf({ headers }: Answer): string {
  const to = headers["location"];
  if (to !== undefined) return `a redirect to ${to}`;
  return headers["content-type"]?.split(";")[0] ?? "no content type";
}
