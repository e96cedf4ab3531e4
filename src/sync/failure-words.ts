import type { ReportedFailure } from "./report.ts";

/** What, of whom, where in the source, and what was said: `create User ann [e1] (people.csv:9): conflict (HTTP 409): …`. */
export function whatFailed(failure: ReportedFailure): string {
  const { operation, resource, name, key, code, httpStatus, scimType, detail } = failure;
  const status = httpStatus === undefined ? undefined : `HTTP ${httpStatus}`;
  const said = [status, scimType].filter((part) => part !== undefined).join(" ");
  const answer = said === "" ? "" : ` (${said})`;
  return `${operation} ${resource} ${name} [${key}]${placeIn(failure)}: ${code}${answer}: ${detail}`;
}

function placeIn({ file, line }: Pick<ReportedFailure, "file" | "line">): string {
  return file === undefined ? "" : ` (${file}:${line})`;
}

/** Which request that was, how often it failed, and when it is tried again. `now` in milliseconds since the epoch. */
export function howItGoesOn(failure: ReportedFailure, now: number): string {
  const request = requestOf(failure);
  const parts = [...(request === undefined ? [] : [request]), howOften(failure), whenNext(failure, now)];
  return parts.join("; ");
}

/** The request that failed, or showed what is wrong; undefined when none was sent. */
export function requestOf({
  method,
  path,
  requestId,
}: Pick<ReportedFailure, "method" | "path" | "requestId">): string | undefined {
  if (method === undefined || path === undefined) return undefined;
  return `${method} ${path}${requestId === undefined ? "" : ` (request id ${requestId})`}`;
}

function howOften({ state, attempts, since }: ReportedFailure): string {
  if (state === "rejected" || state === "protected") return `so since ${since}`;
  if (attempts === 0) return `fails since ${since}`;
  return `failed in ${attempts === 1 ? "1 run" : `${attempts} runs`}, since ${since}`;
}

function whenNext({ state, nextTryAt }: ReportedFailure, now: number): string {
  if (state === "rejected" || state === "protected") return "thought about in each run";
  if (nextTryAt === null) return "not tried again by itself";
  if (state === "indeterminate") return "whether it was done is found out in the next run";
  return Date.parse(nextTryAt) > now ? `next try not before ${nextTryAt}` : "tried again in the next run";
}
