import type { Attention } from "../plan/attention.ts";
import type { Link } from "../plan/link.ts";
import type { NotKept } from "../plan/remark.ts";
import { AnswerError } from "../scim/answer/answer-error.ts";
import { ScimError } from "../scim/scim-error.ts";
import { type Method, NetworkError } from "../scim/connection/transport.ts";
import type { RequestLine } from "../scim/request-line.ts";
import type { JournaledOperation } from "../store/journal-store.ts";
import type { FailureCode } from "./failure-code.ts";

/** What became of an operation, and what is now known of the link. */
export type Outcome =
  | {
      readonly state: "succeeded";
      readonly result: string;
      readonly link: LinkChange;
      readonly members?: number | undefined;
      /** What the target did not keep as it was sent. */
      readonly notKept?: readonly NotKept[] | undefined;
      /** The verb of the last request that wrote, and how it was answered. */
      readonly method?: Method;
      readonly httpStatus?: number;
    }
  | { readonly state: "skipped"; readonly detail: string; readonly attention?: Attention }
  | Failure;

/** What a push tells while it goes on. */
export interface PushEvent {
  readonly journaled: JournaledOperation;
  readonly outcome: Outcome;
}

export interface Failure {
  /** `indeterminate`: it may have been done. */
  readonly state: "failed" | "indeterminate";
  readonly code: FailureCode;
  readonly detail: string;
  readonly httpStatus?: number;
  readonly scimType?: string;
  /** The request that was refused, or showed what is wrong; absent when none was sent. */
  readonly request?: RequestLine;
  /** The link, where the attempt taught something about it. */
  readonly link: LinkChange;
  readonly members?: number;
}

/** What to write down about the link: nothing new, a new value, or that there is none any more. */
export type LinkChange = "keep" | "drop" | { readonly put: Link };

export function failure(code: FailureCode, detail: string): Failure {
  return { state: "failed", code, detail, link: "keep" };
}

/** An operation that came to nothing, or not to its end, although no single answer says so. */
export class Unfinished extends Error {
  override readonly name = "Unfinished";
  readonly failure: Failure;
  /** Paths of changes that were made all the same. */
  readonly done: readonly string[];
  constructor(failure: Failure, done: readonly string[] = [], options?: ErrorOptions) {
    super(failure.detail, options);
    this.failure = failure;
    this.done = done;
  }
}

/** Turns a refusal or a lost answer into a failure; anything else is not for one operation to handle. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Unfinished) return error.failure;
  if (error instanceof AnswerError) {
    const { message: detail, status: httpStatus } = error;
    return { state: "indeterminate", code: "unreadable", detail, httpStatus, link: "keep", ...asked(error) };
  }
  if (error instanceof NetworkError) {
    const { message: detail } = error;
    return { state: "indeterminate", code: "no_answer", detail, link: "keep", ...asked(error) };
  }
  if (!(error instanceof ScimError)) throw error;
  const { status, scimType, detail } = error;
  const code = codeOf(error);
  return {
    state: "failed",
    code,
    detail,
    httpStatus: status,
    link: "keep",
    ...(scimType === undefined ? {} : { scimType }),
    ...asked(error),
  };
}

function asked({ request }: ScimError | NetworkError): Pick<Failure, "request"> {
  return request === undefined ? {} : { request };
}

function codeOf({ status }: ScimError): FailureCode {
  if (status === 403) return "forbidden";
  if (status === 404 || status === 410) return "gone";
  if (status === 409) return "conflict";
  if (status === 412 || status === 428) return "changed_meanwhile";
  if (status === 413) return "too_large";
  if (status === 405 || status === 501) return "unsupported";
  return status >= 500 || status === 429 ? "server_error" : "rejected_by_target";
}
