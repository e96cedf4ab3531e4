import type { CommentLine } from "../yaml/comments.ts";

/** How sure a fact is, the surest first. */
export const confidences = {
  standard: "an RFC says so",
  vendor: "the vendor's own documentation says so",
  mirror: "a copy of the vendor's documentation says so",
  "idp-doc": "the documentation of an identity provider says so",
  observed: "the service, or code that works with it, was seen to do so",
  secondary: "somebody else wrote so",
  inferred: "it follows from something else that is known",
} as const;

export type Confidence = keyof typeof confidences;

/** Where a fact is known from. */
export interface Source {
  readonly confidence: Confidence;
  /** An address, `host:owner/repo path`, `RFC 7644 section 3.6`, or what was looked at. */
  readonly where: string;
  /** What is said there, or was seen; often nothing. */
  readonly remark: string;
}

export interface SourceComplaint {
  readonly line: number;
  readonly message: string;
}

/** The comment lines above something: prose, and where it is known from. */
export interface Remarks {
  readonly prose: string;
  readonly sources: readonly Source[];
  readonly complaints: readonly SourceComplaint[];
}

const FORM = "write # source: [vendor] https://…";

/** Comment lines taken apart. Lines below a source belong to it, up to the next one. */
export function readRemarks(comments: readonly CommentLine[]): Remarks {
  const first = comments.findIndex(isSource);
  const prose = first < 0 ? comments : comments.slice(0, first);
  const read = first < 0 ? [] : statements(comments.slice(first)).map(readSource);
  return {
    prose: prose
      .map(({ text }) => text.trim())
      .join(" ")
      .trim(),
    sources: read.flatMap((one) => ("message" in one ? [] : [one])),
    complaints: read.flatMap((one) => ("message" in one ? [one] : [])),
  };
}

/** Whether a comment line says where something is known from. */
export function isSource({ text }: CommentLine): boolean {
  return /^sources?:/i.test(text);
}

function statements(comments: readonly CommentLine[]): readonly CommentLine[] {
  const joined: CommentLine[] = [];
  for (const comment of comments) {
    const last = joined.at(-1);
    if (last === undefined || isSource(comment)) joined.push(comment);
    else joined[joined.length - 1] = { line: last.line, text: `${last.text} ${comment.text.trim()}`.trim() };
  }
  return joined;
}

function readSource({ line, text }: CommentLine): Source | SourceComplaint {
  const [, word, where = ""] = /^source: *\[([^\]]*)\] *(.*)$/.exec(text) ?? [];
  if (word === undefined) return { line, message: `this source does not say how sure it is; ${FORM}` };
  if (!isConfidence(word)) {
    const known = Object.keys(confidences).join(", ");
    return { line, message: `"${word}" does not tell how sure a fact is; write one of ${known}` };
  }
  const message = complaintAbout(word, where);
  return message === undefined ? { confidence: word, ...placeAndRemark(where) } : { line, message };
}

/** Where it is, and what else is written: behind an address anything, behind other words what follows a colon. */
function placeAndRemark(text: string): { readonly where: string; readonly remark: string } {
  const [where = text] =
    /^(?:https?:\/\/\S*[^\s,;:]|[a-z]+:[\w.-]+\/\S+ \S*[^\s,;:]|(?:(?!: ).)+)/.exec(text) ?? [];
  const rest = text.slice(where.length).replace(/^[\s,;:]+/, "");
  return { where, remark: rest.replace(/^\((.*)\)$/, "$1") };
}

function isConfidence(word: string): word is Confidence {
  return Object.hasOwn(confidences, word);
}

/** What a reader could not look up. */
function complaintAbout(confidence: Confidence, where: string): string | undefined {
  if (where === "") return `this source does not say where; ${FORM}`;
  if (confidence === "standard" && !/\bRFC \d{4}\b/.test(where))
    return "a standard is named by its number, such as RFC 7644 section 3.6";
  if ((confidence === "vendor" || confidence === "idp-doc") && !/https?:\/\/|^[a-z]+:[\w.-]+\/\S/.test(where))
    return `documentation is named by its address or as host:owner/repo path; a copy of it is [mirror]`;
  return undefined;
}
