import { readdirSync } from "node:fs";

const docs = new URL("../../docs/", import.meta.url);

/** What tools put beside the pages of docs/: themselves, the site, and pages made from elsewhere. */
const ofTools = new Set([".vitepress", "api", "node_modules", "project", "public"]);

/** The pages of docs/ by their path in it. */
export function docsPages(): readonly string[] {
  return readdirSync(docs, { withFileTypes: true })
    .filter(({ name }) => !ofTools.has(name))
    .flatMap((entry) => {
      if (!entry.isDirectory()) return [entry.name];
      const names = readdirSync(new URL(`${entry.name}/`, docs), { recursive: true }) as string[];
      return names.map((name) => `${entry.name}/${name}`);
    })
    .filter((name) => name.endsWith(".md"));
}
