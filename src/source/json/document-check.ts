import { nearest } from "../../nearest.ts";
import type { ProblemList } from "../file/problem-list.ts";
import { describe } from "./text/element.ts";
import { BULK_REQUEST, isMessage, LIST_RESPONSE } from "./document-facts.ts";
import type { DocumentFacts } from "./document-facts.ts";
import type { Layout } from "./layout.ts";
import type { ListPage } from "./page-totals.ts";
import type { TextPlace } from "./text/text-window.ts";

const LISTED = 10;

interface PageFindings {
  page(page: Omit<ListPage, "file">): void;
}

/** Sees, when a document is over, that it held what the config says it does. */
export function checkDocument(
  facts: DocumentFacts,
  layout: Layout,
  problems: ProblemList,
  findings: PageFindings,
): void {
  const place = facts.place ?? { line: 1, column: 1 };
  const [isList, isBulk] = [isMessage(facts, LIST_RESPONSE), isMessage(facts, BULK_REQUEST)];
  if (!isList && !isBulk && refuseUnnamed(facts, problems)) return;
  for (const path of missingLists(facts, layout, isList || isBulk)) {
    problems.add({ ...place, message: `there is no list "${path}"${hint(path, facts)}` });
  }
  if (isList || isBulk) refuseBeside(facts, layout, problems);
  if (isBulk && layout.scim.length > 0 && !facts.taken.has("operations")) {
    problems.add({ ...place, message: 'there is no list "Operations" in this bulk request' });
  }
  if (isList) checkPage(facts, place, problems, findings);
}

/** `Resources` and `Operations` are lists of SCIM in a message of SCIM only. */
function refuseUnnamed({ taken }: DocumentFacts, problems: ProblemList): boolean {
  const wrong = [...taken].filter(([, { target }]) => target.form !== "plain");
  for (const [path, { place }] of wrong) {
    const message = path === "resources" ? LIST_RESPONSE : BULK_REQUEST;
    problems.add({
      ...place,
      message: `"schemas" does not say that this document is a ${message}; to read the list all the same, state at: ${path}`,
    });
  }
  return wrong.length > 0;
}

/** A section that states no path is content with the whole document, and one of records with a list of SCIM. */
function missingLists(
  { isList, taken }: DocumentFacts,
  { named }: Layout,
  isScim: boolean,
): readonly string[] {
  const needy = [...named].filter(([path, { records, rows }]) => {
    const wanting = [...records, ...rows].some(
      ({ at, kind }) => at !== undefined || !(isList || (isScim && kind !== "memberships")),
    );
    return wanting && !taken.has(path);
  });
  return needy.map(([path]) => path);
}

function hint(path: string, { passed, taken, isList }: DocumentFacts): string {
  if (isList) return "; the document is a list itself";
  const meant = nearest(path, passed);
  if (meant !== undefined) return `; did you mean ${meant}? Write at: ${meant}`;
  if (passed.length === 0 && taken.size > 0) return `; a list of nobody is written "${path}": []`;
  if (passed.length === 0) return "; if each line of the file is a record, name it *.ndjson";
  const listed = passed.slice(0, LISTED).join(", ");
  const more = passed.length > LISTED ? " and others" : "";
  return `; the lists here are ${listed}${more}; say with at: which one it is`;
}

/** In a message of SCIM no other list is looked for, so one that is named as if it were is no accident. */
function refuseBeside({ taken }: DocumentFacts, { scim }: Layout, problems: ProblemList): void {
  for (const [path, { place, target }] of taken) {
    if (target.form !== "plain" || !target.records.some((section) => scim.includes(section))) continue;
    const message = `"${path}" stands beside the lists of SCIM; to read it instead, state at: ${path}`;
    problems.add({ ...place, message });
  }
}

/** `totalResults` proves that no page is missing (RFC 7644, 3.4.2). */
function checkPage(
  facts: DocumentFacts,
  place: TextPlace,
  problems: ProblemList,
  findings: PageFindings,
): void {
  const { total, resources, taken } = facts;
  if (total === undefined) {
    const proven = taken.get("resources")?.target.form !== "resources";
    if (!proven) problems.add({ ...place, message: NO_TOTAL });
    return;
  }
  const { value } = total;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) {
    findings.page({ ...total.place, total: value, ...resources });
  } else problems.add({ ...total.place, message: `"totalResults" is ${describe(value)}, not a count` });
}

const NO_TOTAL =
  'this ListResponse has no "totalResults", so nothing shows that it is whole; to read it all the same, state at: Resources';
