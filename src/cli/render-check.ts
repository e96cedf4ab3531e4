import type { CheckReport } from "../check/check.ts";
import { settingsLines } from "../check/connector-file.ts";
import type { Probe, Verdict } from "../check/probe.ts";
import type { TargetConfig } from "../config/config.ts";
import { plural } from "../numbers.ts";
import { tableLines } from "./render-source-table.ts";
import { plain } from "./render-source-text.ts";
import type { Colour, Terminal } from "./terminal.ts";

/** What stands before a row; what needs a look stands above. */
const signs: Readonly<Record<Verdict, { readonly sign: string; readonly rank: number }>> = {
  differs: { sign: "!", rank: 0 },
  unknown: { sign: "?", rank: 1 },
  ok: { sign: " ", rank: 2 },
  notAsked: { sign: "-", rank: 3 },
};

/** A check as people read it: what is wrong, the table, and the settings that would fit better. */
export async function renderCheck(
  report: CheckReport,
  { profile, baseUrl }: TargetConfig,
  terminal: Terminal,
): Promise<void> {
  const { target, requests } = report;
  const head = `${target}: ${baseUrl}, connector ${profile.name}, ${plural(requests, "request")}`;
  const lines = [
    head,
    ...troubleLines(report, terminal),
    ...tableOf(report, terminal),
    ...suggestionLines(report),
  ];
  await terminal.out(`${lines.join("\n")}\n`);
}

function troubleLines(report: CheckReport, terminal: Terminal): readonly string[] {
  const { error, stopped, blocking, warnings, cleared, remnants } = report;
  function line(colour: Colour, word: string, text: string): string {
    return `  ${terminal.paint(colour, word)} ${plain(text)}`;
  }
  return [
    ...(error === undefined ? [] : [line("red", "NOT WORKABLE:", error.message)]),
    ...(stopped === "interrupted" ? [line("yellow", "INTERRUPTED:", "not everything was asked")] : []),
    ...remnants.map(({ type, name, why }) =>
      line("red", "LEFT BEHIND:", `${type.toLowerCase()} ${name}: ${why}`),
    ),
    ...blocking.map((message) => line("red", "A SYNC WOULD GO WRONG:", message)),
    ...warnings.map((message) => line("yellow", "note:", message)),
    ...cleared.map((name) => line("dim", "removed:", `${name}, which an earlier check had left`)),
  ];
}

function tableOf({ probes }: CheckReport, terminal: Terminal): readonly string[] {
  if (probes.length === 0) return [];
  const sorted = probes.toSorted((one, other) => signs[one.verdict].rank - signs[other.verdict].rank);
  const titles = ["", "area", "what", "claimed", "seen", "what we do"].map((title) => ({ title }));
  const [head = "", ...rows] = tableLines(titles, sorted.map(cellsOf), terminal.columns);
  const painted = rows.map((row, at) =>
    sorted[at]?.verdict === "differs" ? terminal.paint("yellow", row) : row,
  );
  return ["", terminal.paint("dim", head), ...painted];
}

function cellsOf(probe: Probe): readonly string[] {
  const { area, what, claimed = "", seen, verdict } = probe;
  return [signs[verdict].sign, area, what, claimed, seen, doesOf(probe)].map(plain);
}

/** The setting that decides, with its value and who says so; or what is done whatever is set. */
function doesOf({ knob, does = "" }: Probe): string {
  if (knob === undefined) return does;
  const { name, value, from } = knob;
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return `${name}: ${shown} (${from})`;
}

function suggestionLines({ suggestions }: CheckReport): readonly string[] {
  if (suggestions.length === 0) return [];
  const title = "suggested settings of the connector (--save FILE writes them):";
  return ["", title, ...settingsLines(suggestions).map((line) => (line === "" ? "" : `  ${plain(line)}`))];
}

/** A check as a part of a JSON document. */
export function checkJson(report: CheckReport, exitCode: number): object {
  const { target, ok, error, stopped, requests, settings, suggestions } = report;
  const { warnings, blocking, cleared, remnants } = report;
  return {
    target,
    ok,
    exitCode,
    error: error ?? null,
    stopped: stopped ?? null,
    requests,
    probes: report.probes.map(({ area, what, claimed, seen, verdict, knob, does }) => ({
      area,
      what,
      claimed: claimed ?? null,
      seen,
      verdict,
      knob: knob ?? null,
      does: does ?? null,
    })),
    suggestions: settings,
    reasons: suggestions,
    blocking,
    warnings,
    removedLeftovers: cleared,
    leftBehind: remnants,
  };
}
