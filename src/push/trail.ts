import type { Answer } from "../scim/answer/read-answer.ts";
import { requestLine } from "../scim/request-line.ts";
import type { Failure, Outcome } from "./outcome.ts";

/** The answers that an operation got, as far as they tell what became of it. */
export interface Trail {
  readonly note: (answer: Answer) => void;
  /** The outcome with the request that it is about, where it does not name one itself. */
  toldOf(outcome: Outcome): Outcome;
}

export function layTrail(): Trail {
  let read: Answer | undefined;
  let wrote: Answer | undefined;
  return {
    note(answer) {
      const { method, isRead } = answer.request;
      if (method === "GET" || isRead === true) read = answer;
      else wrote = answer;
    },
    toldOf(outcome) {
      if (outcome.state === "skipped") return outcome;
      if (outcome.state !== "succeeded") return withRequest(outcome, [wrote, read]);
      if (wrote === undefined) return outcome;
      // Written out: to copy it and add to it costs microseconds, which every operation would pay.
      const { state, result, link, members, notKept } = outcome;
      const [{ method }, { status: httpStatus }] = [wrote.request, wrote.response];
      return { state, result, link, members, notKept, method, httpStatus };
    },
  };
}

/** Of a status that is known, the request that was answered so; else what was written last, or read. */
function withRequest(failure: Failure, answers: readonly (Answer | undefined)[]): Failure {
  const { request, httpStatus } = failure;
  if (request !== undefined) return failure;
  const about = answers.find(
    (answer) => answer !== undefined && (httpStatus ?? answer.response.status) === answer.response.status,
  );
  if (about === undefined) return failure;
  const line = requestLine(about.request, about.response);
  return { ...failure, request: line, httpStatus: about.response.status };
}
