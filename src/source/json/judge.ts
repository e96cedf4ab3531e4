import type { JsonObject } from "../../canonical.ts";
import { readBulkOperation, scimKind } from "./scim-resource.ts";
import type { NotWhole, RecordKind } from "./scim-resource.ts";
import type { RecordSection, RowSection } from "./section.ts";

/** A list of a file, and whom its elements are for. */
export interface ListTarget {
  /** `resources` and `operations` are those of SCIM, whose elements say of what kind they are. */
  readonly form: "plain" | "resources" | "operations";
  readonly records: readonly RecordSection[];
  readonly rows: readonly RowSection[];
}

/** The record that an element holds, and the sections that take it. */
export interface JudgedRecord {
  readonly record: JsonObject;
  readonly kind: RecordKind | undefined;
  /** Undefined outside of a bulk request. */
  readonly bulk: { readonly id: string | undefined } | undefined;
  readonly takers: readonly RecordSection[];
}

/** Says what an element of a list is. In a list of users and groups alike, one without a filter takes its SCIM kind. */
export function judge(element: JsonObject, { form, records }: ListTarget): JudgedRecord | NotWhole {
  if (form === "operations") return judgeOperation(element, records);
  const [first] = records;
  if (form === "plain" && records.length <= 1) {
    return { record: element, kind: first?.kind, bulk: undefined, takers: passing(records, element) };
  }
  const kind = scimKind(element);
  const byKind = (section: RecordSection) => form === "resources" || section.filter === undefined;
  const meant = records.filter((section) => !byKind(section) || section.kind === kind);
  const takers = passing(meant, element);
  if (takers.length === 0 && kind === undefined && records.some(byKind)) return { complaint: NEITHER };
  return { record: element, kind, bulk: undefined, takers };
}

function judgeOperation(operation: JsonObject, records: readonly RecordSection[]): JudgedRecord | NotWhole {
  const read = readBulkOperation(operation);
  if ("complaint" in read) return read;
  const { data, kind, bulkId } = read;
  const meant = records.filter((section) => section.kind === kind);
  return { record: data, kind, bulk: { id: bulkId }, takers: passing(meant, data) };
}

function passing(sections: readonly RecordSection[], record: JsonObject): readonly RecordSection[] {
  if (sections.every(({ filter }) => filter === undefined)) return sections;
  return sections.filter(({ filter }) => filter === undefined || filter(record));
}

const NEITHER =
  'neither "schemas" nor "meta.resourceType" says whether this is a user or a group; state where each list is (at), or a filter for each';
