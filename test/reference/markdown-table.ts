/** A table of Markdown. Cells are Markdown already. */
export function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [titles, titles.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
}
