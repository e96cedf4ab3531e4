import { readdirSync, readFileSync } from "node:fs";
import { type Entry, sections } from "./sections.ts";

const docs = new URL("../", import.meta.url);

/** As VitePress takes it. */
export interface SidebarItem {
  readonly text: string;
  readonly link?: string;
  readonly collapsed?: boolean;
  readonly items?: SidebarItem[];
}

export function sidebar(): SidebarItem[] {
  return sections.map((section) => {
    if ("page" in section) return { text: section.title, link: addressOf(section.page) };
    const { title, folded, entries } = section;
    return { text: title, ...(folded && { collapsed: true }), items: entries.flatMap(itemsOf) };
  });
}

/** The pages of a folder, the one that is its start first. */
export function pagesIn(folder: string): readonly string[] {
  const names = readdirSync(new URL(folder, docs)).filter((name) => name.endsWith(".md"));
  const start = names.filter((name) => name === "README.md");
  const others = names.filter((name) => name !== "README.md").toSorted();
  return [...start, ...others].map((name) => folder + name);
}

/** A page's address on the site: a folder's README is its start. */
export function addressOf(page: string): string {
  return `/${page.replace(/(?:^|(?<=\/))(?:README|index)\.md$/, "").replace(/\.md$/, "")}`;
}

/** The title of a page without what it says after a colon, and without the name of a connector behind its service. */
export function shortTitleOf(page: string): string {
  const [, title = page] = /^# (.+)$/m.exec(readFileSync(new URL(page, docs), "utf8")) ?? [];
  return title
    .replace(/ \(`[^`]+`\)$/, "")
    .replaceAll("`", "")
    .replace(/(?<=\w): .*$/, "");
}

/** A folder whose README is its start folds its other pages below that one. */
function itemsOf(entry: Entry): readonly SidebarItem[] {
  if (typeof entry !== "string") return [{ text: entry[1], link: addressOf(entry[0]) }];
  if (!entry.endsWith("/")) return [itemOf(entry)];
  const [first = "", ...others] = pagesIn(entry);
  if (!first.endsWith("README.md")) return [first, ...others].map(itemOf);
  return [{ ...itemOf(first), collapsed: true, items: others.map(itemOf) }];
}

function itemOf(page: string): SidebarItem {
  return { text: shortTitleOf(page), link: addressOf(page) };
}
