import { BASE_PROFILE } from "../connector/profile-file.ts";
import type { Survey } from "../connector/survey.ts";
import { cut, plain, widthOf } from "./render-source-text.ts";
import { tableLines } from "./render-source-table.ts";
import type { Terminal } from "./terminal.ts";

const COLUMNS = [{ title: "name" }, { title: "service" }, { title: "states" }, { title: "known from" }];
/** Places for what stands beside name and title. */
const BESIDE = 36;
const NARROWEST_TITLE = 12;

/** The profiles as a table of as many places as the terminal has. */
export function connectorTable(surveys: readonly Survey[], { columns }: Terminal): string {
  const widest = surveys.reduce((most, { name }) => Math.max(most, widthOf(name)), 0);
  const left = columns === undefined ? Infinity : Math.max(NARROWEST_TITLE, columns - widest - BESIDE);
  const rows = surveys.map((survey) => [
    survey.name,
    cut(plain(survey.title), left),
    survey.name === BASE_PROFILE ? "" : `${survey.coverage.stated} of ${survey.coverage.of}`,
    survey.name === BASE_PROFILE ? "the RFCs" : knownFrom(survey),
  ]);
  return [
    ...tableLines(COLUMNS, rows, columns),
    "",
    "states: how many settings it gives; known from: its facts by their best source.",
    "`scimsync connectors show NAME` tells all about one.",
    "",
  ].join("\n");
}

/** `vendor 12, idp-doc 3`, the most frequent first. */
export function knownFrom({ confidence }: Pick<Survey, "confidence">): string {
  const counts = Object.entries(confidence).toSorted(([, a], [, b]) => b - a);
  return counts.length === 0 ? "nothing" : counts.map(([word, n]) => `${word} ${n}`).join(", ");
}
