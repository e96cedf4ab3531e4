import type { ToldChange, ToldRun } from "./told-run.ts";
import { valueText } from "./words.ts";

const head = [
  "run",
  "target",
  "at",
  "operation",
  "resource",
  "key",
  "name",
  "state",
  "code",
  "http_status",
  "path",
  "before",
  "after",
  "detail",
  "method",
  "request_path",
];
const longest = 32_000;

/**
 * Every change of the runs, a line for each value that changed, as spreadsheets read it; `line` writes cells so that
 * none is taken for a formula.
 */
export function* csvReport(
  runs: readonly ToldRun[],
  line: (cells: readonly string[]) => string,
): Generator<string> {
  yield line(head);
  for (const { report, changes } of runs)
    for (const change of changes())
      for (const [path, before, after] of rows(change))
        yield line(cells(report, change, [path, before, after]));
}

function rows({ values, members }: ToldChange): readonly (readonly [string, string, string])[] {
  const changed = values.map(({ path, before, after }) => [path, cell(before), cell(after)] as const);
  const named = members.map((key) => ["members", "", key] as const);
  const all = [...changed, ...named];
  return all.length === 0 ? [["", "", ""]] : all;
}

function cell(value: Parameters<typeof valueText>[0]): string {
  return value === undefined || value === null ? "" : valueText(value, longest);
}

function cells(
  { runId, target }: ToldRun["report"],
  change: ToldChange,
  value: readonly [string, string, string],
): readonly string[] {
  const { at = "", kind, resource, key, name, state, code = "", httpStatus, detail = "" } = change;
  const { method = "", requestPath = "" } = change;
  const status = httpStatus === undefined ? "" : String(httpStatus);
  const said = [runId, target, at, kind, resource, key, name, state, code, status] as const;
  return [...said, ...value, detail, method, requestPath];
}
