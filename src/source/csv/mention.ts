import type { ProblemList } from "../file/problem-list.ts";
import type { RecordBatch, SourceKey } from "../record.ts";
import { inBatches } from "./batch.ts";
import { columnIndex } from "./header.ts";
import type { RecordLayout } from "./layout.ts";
import { splitListCell } from "./list-cell.ts";
import type { CsvSourceOptions, ListColumn } from "./options.ts";
import { byKey, nameIn, namingBy } from "./record-name.ts";
import { mapRows, mentionedGroup } from "./rows.ts";
import type { CsvPage } from "./table.ts";

/** The column of users whose cells name groups that exist for no other reason, if there is one. */
export function mentionColumn({ users, groups }: CsvSourceOptions): ListColumn | undefined {
  // What is named by DN or the like is a group of another source.
  return groups === undefined && namingBy(users.groups?.by) === byKey ? users.groups : undefined;
}

/** The groups that cells of users name, each with the place of its first mention. */
export class Mentions {
  readonly #files = new Map<string, { readonly name: SourceKey; readonly line: number }[]>();
  readonly #names = new Set<string>();

  note(
    page: CsvPage,
    layout: RecordLayout,
    list: ListColumn,
    { file, problems }: { readonly file: string; readonly problems: ProblemList },
  ): void {
    const column = columnIndex(page.header, list.column);
    mapRows(page, layout, (cells, row) => {
      for (const value of splitListCell(cells[column] ?? "", list.separator)) {
        if (this.#names.has(value)) continue;
        const name = nameIn(page, { row, column }, value, byKey, problems);
        if (name !== undefined) this.#add(ownCopy(name), page.lines[row] ?? 0, file);
      }
    });
  }

  *groups(aliases: readonly string[]): Generator<RecordBatch> {
    for (const [file, mentions] of this.#files) {
      const groups = mentions.map(({ name, line }) => mentionedGroup(name, line, aliases));
      yield* inBatches(groups, (records) => ({ kind: "groups" as const, file, records }));
    }
  }

  #add(name: SourceKey, line: number, file: string): void {
    this.#names.add(name);
    const mentions = this.#files.get(file);
    if (mentions === undefined) this.#files.set(file, [{ name, line }]);
    else mentions.push({ name, line });
  }
}

/** A slice keeps the whole text it was cut from alive; a copy does not. */
function ownCopy(name: SourceKey): SourceKey {
  return Buffer.from(name).toString() as SourceKey;
}
