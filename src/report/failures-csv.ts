import type { ReportedFailure } from "../sync/report.ts";

const head = [
  "target",
  "key",
  "resource",
  "name",
  "operation",
  "code",
  "http_status",
  "scim_type",
  "message",
  "method",
  "request_path",
  "request_id",
  "file",
  "line",
  "state",
  "attempts",
  "since",
  "next_try",
  "remedy",
];

/** What fails at one target. */
interface Failing {
  readonly target: string;
  readonly failures: Iterable<ReportedFailure>;
}

/** What fails, a line for each record; `line` writes cells so that none is taken for a formula. */
export function* failuresCsv(
  targets: Iterable<Failing>,
  line: (cells: readonly string[]) => string,
): Generator<string> {
  yield line(head);
  for (const { target, failures } of targets) for (const one of failures) yield line(cells(target, one));
}

function cells(target: string, failure: ReportedFailure): readonly string[] {
  const { key, resource, name, operation, code, httpStatus, scimType, detail, method, path } = failure;
  const { requestId, file, line, state, attempts, since, nextTryAt, remedy } = failure;
  const asked = [operation, code, httpStatus, scimType, detail, method, path, requestId];
  const cells = [
    target,
    key,
    resource,
    name,
    ...asked,
    file,
    line,
    state,
    attempts,
    since,
    nextTryAt,
    remedy,
  ];
  return cells.map((cell) => (cell === undefined || cell === null ? "" : String(cell)));
}
