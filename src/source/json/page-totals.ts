import type { Problem } from "../../errors.ts";

/** What a ListResponse (RFC 7644, 3.4.2) holds, and how many it says there are. */
export interface ListPage {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly total: number;
  readonly users: number;
  readonly groups: number;
  /** Resources that are not told apart. */
  readonly others: number;
}

/**
 * Compares what pages say there is with what all of them hold. Pages that hold users only were asked of users, likewise
 * groups; as soon as one holds both, all were asked of everything.
 */
export class PageTotals {
  readonly #pages: ListPage[] = [];

  add(page: ListPage): void {
    this.#pages.push(page);
  }

  problems(): readonly Problem[] {
    const pages = this.#pages;
    const all = sum(pages);
    if (pages.some(isMixed) || pages.every(({ total }) => total === all))
      return shortfall(pages, all, "Resources");
    const users = pages.filter((page) => page.users > 0);
    const groups = pages.filter((page) => page.groups > 0);
    const empty = pages.filter((page) => sum([page]) === 0);
    return [
      ...shortfall(users, sum(users), "users"),
      ...shortfall(groups, sum(groups), "groups"),
      ...shortfall(empty, all, "Resources"),
    ];
  }
}

function isMixed({ users, groups, others }: ListPage): boolean {
  return others > 0 || (users > 0 && groups > 0);
}

function sum(pages: readonly ListPage[]): number {
  return pages.reduce((count, { users, groups, others }) => count + users + groups + others, 0);
}

function shortfall(pages: readonly ListPage[], count: number, what: string): readonly Problem[] {
  const largest = pages.toSorted((a, b) => b.total - a.total)[0];
  if (largest === undefined || largest.total <= count) return [];
  const { file, line, column, total } = largest;
  const where = pages.length === 1 ? "this page holds" : `all ${pages.length} pages hold`;
  const message = `"totalResults" is ${total}, but ${where} ${count} ${what}; export the other pages, too`;
  return [{ file, line, column, message }];
}
