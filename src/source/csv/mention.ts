import type { RecordBatch } from "../record.ts";
import { inBatches } from "./batch.ts";
import { columnIndex } from "./header.ts";
import type { RecordLayout } from "./layout.ts";
import { splitListCell } from "./list-cell.ts";
import type { CsvSourceOptions, ListColumn } from "./options.ts";
import { mapRows, mentionedGroup } from "./rows.ts";
import type { CsvPage } from "./table.ts";

/** The column of users whose cells name groups that exist for no other reason, if there is one. */
export function mentionColumn({ users, groups }: CsvSourceOptions): ListColumn | undefined {
  // What is named by DN or the like is a group of another source.
  return groups === undefined && (users.groups?.by ?? "key") === "key" ? users.groups : undefined;
}

/** The groups that cells of users name, each with the place of its first mention. */
export class Mentions {
  readonly #files = new Map<string, { name: string; line: number }[]>();
  readonly #names = new Set<string>();

  note(page: CsvPage, layout: RecordLayout, list: ListColumn, file: string): void {
    const column = columnIndex(page.header, list.column);
    mapRows(page, layout, (row, index) => {
      for (const name of splitListCell(row[column] ?? "", list.separator)) {
        if (!this.#names.has(name)) this.#add(ownCopy(name), page.lines[index] ?? 0, file);
      }
    });
  }

  *groups(aliases: readonly string[]): Generator<RecordBatch> {
    for (const [file, mentions] of this.#files) {
      const groups = mentions.map(({ name, line }) => mentionedGroup(name, line, aliases));
      yield* inBatches(groups, (records) => ({ kind: "groups" as const, file, records }));
    }
  }

  #add(name: string, line: number, file: string): void {
    this.#names.add(name);
    const mentions = this.#files.get(file);
    if (mentions === undefined) this.#files.set(file, [{ name, line }]);
    else mentions.push({ name, line });
  }
}

/** A slice keeps the whole text it was cut from alive; a copy does not. */
function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}
