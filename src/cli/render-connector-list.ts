import { BASE_PROFILE } from "../connector/profile-file.ts";
import type { Survey } from "../connector/survey.ts";
import { cut, plain } from "./render-source-text.ts";
import { tableLines } from "./render-source-table.ts";
import type { Terminal } from "./terminal.ts";

const WIDE = [{ title: "name" }, { title: "service" }, { title: "states" }, { title: "known from" }];
const NARROW = [{ title: "name" }, { title: "states" }, { title: "service" }];
/** Where a line has fewer places, the titles of services have them, and `connectors show` tells where its facts are known from. */
const WIDE_ENOUGH = 110;

/** The profiles as a table of as many places as the terminal has. */
export function connectorTable(surveys: readonly Survey[], { columns = Infinity }: Terminal): string {
  const isWide = columns >= WIDE_ENOUGH;
  return [
    ...(isWide ? wideLines(surveys, columns) : tableLines(NARROW, surveys.map(narrowRow), columns)),
    "",
    `states: how many settings it gives${isWide ? "; known from: its facts by their best source" : ""}.`,
    "`scimsync connectors show NAME` tells all about one.",
    "",
  ].join("\n");
}

/** The last column is cut, and no other. */
function wideLines(surveys: readonly Survey[], columns: number): readonly string[] {
  const rows = surveys.map((survey) => {
    const [name = "", states = "", title = ""] = narrowRow(survey);
    return [name, title, states, survey.name === BASE_PROFILE ? "the RFCs" : knownFrom(survey)];
  });
  return tableLines(WIDE, rows, undefined).map((line) => cut(line, columns));
}

function narrowRow({ name, title, coverage }: Survey): readonly string[] {
  return [name, name === BASE_PROFILE ? "" : `${coverage.stated} of ${coverage.of}`, plain(title)];
}

/** `vendor 12, idp-doc 3`, the most frequent first. */
export function knownFrom({ confidence }: Pick<Survey, "confidence">): string {
  const counts = Object.entries(confidence).toSorted(([, a], [, b]) => b - a);
  return counts.length === 0 ? "nothing" : counts.map(([word, n]) => `${word} ${n}`).join(", ");
}
