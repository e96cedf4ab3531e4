import { ElementScan } from "./element-scan.ts";
import { blankEnd } from "./text-window.ts";
import { LONGEST, NEED_MORE } from "./tokens.ts";

/** A file holds documents, or an object on each line (NDJSON). */
export type JsonForm = "document" | "lines";

/** What SCIM wraps resources in (RFC 7644, 3.4.2 and 3.7); several may stand in one file, each on a line or not. */
const ENVELOPE = /"urn:ietf:params:scim:api:messages:2\.0:(?:ListResponse|BulkRequest)"/i;

/** Whether the name of a file says that it holds NDJSON. */
export function isNamedLines(name: string): boolean {
  return /\.(?:ndjson|jsonl)(?:\.gz)?$/i.test(name);
}

/**
 * The form of a file by its first text: lines when its first value is an object that ends on its line and
 * another follows. Undefined when more text is needed, unless it is the `last`.
 */
export function detectForm(head: string, last: boolean, namedLines: boolean): JsonForm | undefined {
  const otherwise = namedLines ? "lines" : "document";
  const start = blankEnd(head, 0);
  if (start === head.length) return last ? otherwise : undefined;
  if (head.charAt(start) !== "{") return otherwise;
  const scan = new ElementScan();
  const end = scan.run(head, start);
  if (ENVELOPE.test(head.slice(start, end === NEED_MORE ? undefined : end))) return "document";
  if (namedLines && end !== NEED_MORE) return "lines";
  if (!namedLines && scan.newlines > 0) return "document";
  if (end === NEED_MORE) {
    const enough = last || scan.tooDeep !== undefined || head.length - start > LONGEST;
    return enough ? otherwise : undefined;
  }
  return formAfterObject(head, end, last);
}

function formAfterObject(head: string, end: number, last: boolean): JsonForm | undefined {
  const newline = head.indexOf("\n", end);
  const next = blankEnd(head, end);
  if (next === head.length) return last ? "document" : undefined;
  const onLines = newline !== -1 && newline < next && head.charAt(next) === "{";
  return onLines ? "lines" : "document";
}
