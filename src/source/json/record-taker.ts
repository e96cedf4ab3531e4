import type { ProblemList } from "../file/problem-list.ts";
import type { RecordBatch, SourceGroup, SourceKey, SourceRecord } from "../record.ts";
import { AttributeTree } from "./attribute-tree.ts";
import { CanonicalWriter } from "./canonical-record.ts";
import type { CanonicalRecord } from "./canonical-record.ts";
import { expectNamesOnce } from "./doubled-name.ts";
import type { JsonElement } from "./text/element.ts";
import { judge } from "./judge.ts";
import type { JudgedRecord, ListTarget } from "./judge.ts";
import { makeGroup, makeUser } from "./make-record.ts";
import type { RecordParts } from "./make-record.ts";
import { nameByKey } from "./record-name.ts";
import type { RecordKind } from "./scim-resource.ts";
import type { RecordSection } from "./section.ts";

/** What reads the elements of a file, and gives batches of what they say. */
export interface ElementTaker<B> {
  /** Gives of what kind the record is, as far as it can be told. */
  take(element: JsonElement, target: ListTarget): RecordKind | undefined;
  /** Batches that are full. */
  full(): Iterable<B>;
  /** The others. */
  rest(): Iterable<B>;
}

/** What is gathered over all files of a read. */
export interface GatheredNames {
  readonly users: AttributeTree;
  readonly groups: AttributeTree;
  /** Groups that exist because users list them, and where they do first. */
  readonly mentions: Map<SourceKey, { readonly file: string; readonly line: number }>;
}

export const BATCH = 500;

/** Makes users and groups of elements. */
export class RecordTaker implements ElementTaker<RecordBatch> {
  readonly #file: string;
  readonly #problems: ProblemList;
  readonly #gathered: GatheredNames;
  readonly #writers: Readonly<Record<RecordKind, CanonicalWriter>>;
  /** For what no section takes. */
  readonly #spare = new CanonicalWriter(new AttributeTree());
  #users: SourceRecord[] = [];
  #groups: SourceGroup[] = [];

  constructor(file: string, problems: ProblemList, gathered: GatheredNames) {
    this.#file = file;
    this.#problems = problems;
    this.#gathered = gathered;
    this.#writers = {
      users: new CanonicalWriter(gathered.users),
      groups: new CanonicalWriter(gathered.groups),
    };
  }

  take(element: JsonElement, target: ListTarget): RecordKind | undefined {
    const judged = judge(element.value, target);
    if ("complaint" in judged) {
      this.#problems.add({ ...element.place, message: judged.complaint });
      return undefined;
    }
    const complain = (message: string) => this.#problems.add({ ...element.place, message });
    let walked: CanonicalRecord | undefined;
    for (const section of judged.takers) {
      walked = this.#writers[section.kind].write(judged.record, element.text);
      if (walked.complaint !== undefined) complain(walked.complaint);
      this.#make(section, judged, { canonical: walked.text, line: element.place.line, complain });
    }
    const whole = judged.record === element.value ? walked : undefined;
    expectNamesOnce(element, whole ?? this.#spare.write(element.value, element.text), this.#problems);
    return judged.kind;
  }

  *full(): Iterable<RecordBatch> {
    while (this.#users.length >= BATCH) yield this.#usersBatch();
    while (this.#groups.length >= BATCH) yield this.#groupsBatch();
  }

  *rest(): Iterable<RecordBatch> {
    if (this.#users.length > 0) yield this.#usersBatch();
    if (this.#groups.length > 0) yield this.#groupsBatch();
  }

  #make(section: RecordSection, judged: JudgedRecord, parts: RecordParts): void {
    const { name } = section;
    if (name !== undefined) {
      const group = makeGroup(section, name, judged, parts);
      if (group !== undefined) this.#groups.push(group);
      return;
    }
    const user = makeUser(section, judged, parts);
    if (user !== undefined) this.#users.push(user);
    this.#noteMentions(section, judged, parts);
  }

  #noteMentions(
    { mentions }: RecordSection,
    { record }: JudgedRecord,
    { line, complain }: RecordParts,
  ): void {
    if (mentions === undefined) return;
    const { mentions: known } = this.#gathered;
    for (const { text } of mentions.read(record, complain)) {
      const named = nameByKey(text);
      if ("complaint" in named) complain(`"${mentions.path}" ${named.complaint}`);
      else if (!known.has(named.name)) known.set(named.name, { file: this.#file, line });
    }
  }

  #usersBatch(): RecordBatch {
    return { kind: "users", file: this.#file, records: this.#users.splice(0, BATCH) };
  }

  #groupsBatch(): RecordBatch {
    return { kind: "groups", file: this.#file, records: this.#groups.splice(0, BATCH) };
  }
}
