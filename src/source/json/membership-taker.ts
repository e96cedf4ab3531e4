import type { ProblemList } from "../file/problem-list.ts";
import type { Membership, MembershipBatch, RecordName, SourceKey } from "../record.ts";
import { AttributeTree } from "./attribute-tree.ts";
import { CanonicalWriter } from "./canonical-record.ts";
import { expectNamesOnce } from "./doubled-name.ts";
import type { JsonElement } from "./text/element.ts";
import { judge } from "./judge.ts";
import type { JudgedRecord, ListTarget } from "./judge.ts";
import { readKey } from "./make-record.ts";
import { readOne, readSome } from "./one-value.ts";
import type { JsonPath } from "./path.ts";
import { nameInBulk, nameRecord } from "./record-name.ts";
import { BATCH } from "./record-taker.ts";
import type { ElementTaker } from "./record-taker.ts";
import type { RecordKind } from "./scim-resource.ts";
import type { ListHolder, RecordSection, RowSection } from "./section.ts";

/** Makes memberships of what records list, and of elements that are one each. */
export class MembershipTaker implements ElementTaker<MembershipBatch> {
  readonly #file: string;
  readonly #problems: ProblemList;
  readonly #writer = new CanonicalWriter(new AttributeTree());
  #memberships: Membership[] = [];

  constructor(file: string, problems: ProblemList) {
    this.#file = file;
    this.#problems = problems;
  }

  take(element: JsonElement, target: ListTarget): RecordKind | undefined {
    if (target.rows.length > 0)
      expectNamesOnce(element, this.#writer.write(element.value, element.text), this.#problems);
    for (const section of target.rows) this.#row(section, element);
    if (target.records.length === 0) return undefined;
    const judged = judge(element.value, target);
    if ("complaint" in judged) {
      this.#complain(element, judged.complaint);
      return undefined;
    }
    for (const section of judged.takers) this.#listed(section, judged, element);
    return judged.kind;
  }

  *full(): Iterable<MembershipBatch> {
    while (this.#memberships.length >= BATCH) yield this.#batch();
  }

  *rest(): Iterable<MembershipBatch> {
    if (this.#memberships.length > 0) yield this.#batch();
  }

  #batch(): MembershipBatch {
    return { kind: "memberships", file: this.#file, memberships: this.#memberships.splice(0, BATCH) };
  }

  #complain(element: JsonElement, message: string): void {
    this.#problems.add({ ...element.place, message });
  }

  #row({ group, groupBy, member, memberBy }: RowSection, element: JsonElement): void {
    const groupRead = readOne(element.value, group);
    const memberRead = readSome(element.value, member);
    for (const read of [groupRead, memberRead])
      if ("complaint" in read) this.#complain(element, read.complaint);
    if ("complaint" in groupRead || "complaint" in memberRead) return;
    const groupName = this.#name(groupRead.text, groupBy, group, element);
    for (const text of memberRead.texts) {
      const memberName = this.#name(text, memberBy, member, element);
      if (groupName === undefined || memberName === undefined) continue;
      this.#memberships.push({ group: groupName, member: memberName, line: element.place.line });
    }
  }

  #name(text: string, by: string | undefined, path: JsonPath, element: JsonElement): RecordName | undefined {
    const named = nameRecord(text, by);
    if ("name" in named) return named.name;
    this.#complain(element, `"${path.text}" ${named.complaint}`);
    return undefined;
  }

  #listed({ key, lists }: RecordSection, { record, bulk }: JudgedRecord, element: JsonElement): void {
    if (lists.length === 0) return;
    const complain = (message: string) => this.#complain(element, message);
    const own = readKey(record, key, complain);
    if (own === undefined) return;
    const { line } = element.place;
    const name = bulk === undefined ? nameRecord : nameInBulk;
    for (const { holder, names } of lists) {
      for (const { text, nested } of names.read(record, complain)) {
        const named = name(text, names.by);
        if ("complaint" in named) complain(`"${names.path}" ${named.complaint}`);
        else this.#memberships.push(membership(holder, own, named.name, nested, line));
      }
    }
  }
}

function membership(
  holder: ListHolder,
  own: SourceKey,
  listed: RecordName,
  nested: boolean,
  line: number,
): Membership {
  if (holder === "member") return { group: listed, member: own, line };
  if (holder === "nested") return { group: listed, member: own, nested: true, line };
  return nested ? { group: own, member: listed, nested, line } : { group: own, member: listed, line };
}
