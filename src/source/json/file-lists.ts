import type { Json } from "../../canonical.ts";
import type { ProblemList } from "../file/problem-list.ts";
import { checkDocument } from "./document-check.ts";
import { BULK_REQUEST, isMessage, LIST_RESPONSE, noFacts, noteSchema } from "./document-facts.ts";
import type { Complaint, DocumentListener, ElementSink } from "./text/document-listener.ts";
import { describe, ElementParser } from "./text/element.ts";
import type { JsonElement } from "./text/element.ts";
import type { ListTarget } from "./judge.ts";
import { leadsToList } from "./layout.ts";
import type { Layout } from "./layout.ts";
import type { ListPage } from "./page-totals.ts";
import type { RecordKind } from "./scim-resource.ts";
import type { TextPlace } from "./text/text-window.ts";

/** What becomes of what is found. */
export interface Findings {
  /** Gives of what kind the record is, as far as it can be told. */
  take(element: JsonElement, target: ListTarget): RecordKind | undefined;
  page(page: Omit<ListPage, "file">): void;
}

/** Lists that a message could name; a document may have one for each id of something. */
const MOST_PASSED = 100;
const TOP_NAMES: ReadonlySet<string> = new Set(["schemas", "totalresults", "resources", "operations"]);

/** Finds the lists of a file that are wanted, and sees that the documents around them are what they must be. */
export class FileLists implements DocumentListener {
  readonly #layout: Layout;
  readonly #problems: ProblemList;
  readonly #findings: Findings;
  #facts = noFacts();
  /** Names of the document at hand that must not stand twice. */
  #seen = new Set<string>();
  #elements = 0;
  #documents = 0;

  constructor(layout: Layout, problems: ProblemList, findings: Findings) {
    this.#layout = layout;
    this.#problems = problems;
    this.#findings = findings;
  }

  /** Elements of all lists that are wanted. */
  get elements(): number {
    return this.#elements;
  }

  /** Who takes the lines of NDJSON. */
  lines(): ElementSink {
    return this.#parser("this line", this.#layout.whole);
  }

  list(path: string, place: TextPlace): ElementSink | undefined {
    const facts = this.#facts;
    if (path === "") {
      facts.place = place;
      facts.isList = true;
      return this.#parser("an element of the list", this.#layout.whole);
    }
    const target = this.#layout.named.get(path) ?? this.#scimTarget(path);
    if (target === undefined) {
      if (facts.passed.length < MOST_PASSED) facts.passed.push(path);
      return undefined;
    }
    facts.taken.set(path, { place, target });
    return this.#parser(`an element of "${path}"`, target, path === "resources");
  }

  object(path: string, place: TextPlace): void {
    if (path === "") this.#facts.place = place;
    else this.#expectList(path, "an object", place);
  }

  scalar(path: string, value: Json, place: TextPlace): void {
    if (path === "") {
      this.#problems.add({
        ...place,
        message: `the document is ${describe(value)}, neither a list nor an object`,
      });
    } else if (path === "schemas") {
      noteSchema(this.#facts, value);
    } else if (path === "totalresults") this.#facts.total = { value, place };
    else this.#expectList(path, describe(value), place);
  }

  member(path: string, place: TextPlace): void {
    if (!TOP_NAMES.has(path) && !leadsToList(this.#layout, path)) return;
    if (this.#seen.has(path))
      this.#problems.add({ ...place, message: `"${path}" stands in this document twice` });
    this.#seen.add(path);
  }

  closed(): boolean {
    const facts = this.#facts;
    this.#facts = noFacts();
    this.#seen = new Set();
    this.#documents += 1;
    const isScim = isMessage(facts, LIST_RESPONSE) || isMessage(facts, BULK_REQUEST);
    if (facts.place === undefined) return isScim;
    if (this.#documents === 1 || isScim) checkDocument(facts, this.#layout, this.#problems, this.#findings);
    else this.#problems.add({ ...facts.place, message: FOLLOWING });
    return isScim;
  }

  fault({ line, column, message }: Complaint): void {
    this.#problems.add({ line, column, message });
  }

  #expectList(path: string, what: string, place: TextPlace): void {
    if (this.#layout.named.has(path))
      this.#problems.add({ ...place, message: `"${path}" is ${what}, not a list` });
  }

  /** Where `schemas` comes after the list, whether it is one of SCIM is known at the end only. */
  #scimTarget(path: string): ListTarget | undefined {
    const { schemas, taken } = this.#facts;
    const records = this.#layout.scim;
    const message = path === "resources" ? LIST_RESPONSE : path === "operations" ? BULK_REQUEST : undefined;
    if (message === undefined || records.length === 0) return undefined;
    const meant = schemas === undefined ? taken.size === 0 : isMessage(this.#facts, message);
    if (!meant) return undefined;
    return { form: path === "resources" ? "resources" : "operations", records, rows: [] };
  }

  #parser(called: string, target: ListTarget, counted = false): ElementParser {
    const { resources } = this.#facts;
    return new ElementParser(called, this.#problems, (element) => {
      this.#elements += 1;
      const kind = this.#findings.take(element, target);
      if (counted) resources[kind ?? "others"] += 1;
    });
  }
}

const FOLLOWING =
  "a second document in the file; only list responses and bulk requests of SCIM may follow one another";
