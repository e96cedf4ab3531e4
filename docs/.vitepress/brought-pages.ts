import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { pagesIn, shortTitleOf } from "./contents.ts";
import { slugOf } from "./slug.ts";

const root = new URL("../../", import.meta.url);

/**
 * A page that is made of what stands outside docs/: a page, a file, or all files of a folder (which ends in "/"). Its links
 * are relative to the repository.
 */
export interface BroughtPage {
  readonly page: string;
  /** Relative to the repository. */
  readonly origin: string;
  readonly title: string;
  readonly says: string;
}

export const broughtPages: readonly BroughtPage[] = [
  { page: "project/changelog.md", origin: "CHANGELOG.md", title: "Changelog", says: "" },
  { page: "project/security.md", origin: "SECURITY.md", title: "Security", says: "" },
  {
    page: "project/config-example.md",
    origin: "config.example.yaml",
    title: "A config with everything",
    says: "Everything a config can say. It is no config to begin with: `scimsync init` writes one of those.",
  },
  {
    page: "project/deploy.md",
    origin: "deploy/",
    title: "Files to deploy with",
    says: "Copy what you need, and change names and paths. What each is for: [operations](docs/operations.md#running-it).",
  },
  {
    page: "project/examples.md",
    origin: "examples/mappings/",
    title: "Mappings to copy",
    says: "Configs with a few people each, and tests of their mappings that `scimsync test-mapping` runs.",
  },
  {
    page: "project/library-examples.md",
    origin: "examples/library/",
    title: "Library: three examples",
    says: "Each runs as it stands. What they show: [library](docs/library.md).",
  },
  {
    page: "project/decisions.md",
    origin: "docs/decisions/",
    title: "Decisions",
    says: "Why it is built as it is, a short page each.",
  },
];

/** Writes them all anew. */
export function writeBroughtPages(): void {
  const folder = new URL("docs/project/", root);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const brought of broughtPages) writeFileSync(new URL(`docs/${brought.page}`, root), textOf(brought));
}

/** The anchor of a file on the page of its folder. */
export function anchorOf(file: string, { origin }: BroughtPage): string {
  return slugOf(file.slice(origin.length));
}

function textOf({ origin, title, says }: BroughtPage): string {
  const head = `# ${title}\n\n${says}\n`;
  if (origin.endsWith(".md")) return read(origin);
  if (origin === "docs/decisions/") return `${head}\n${listOf(pagesIn("decisions/"))}`;
  if (!origin.endsWith("/")) return `${head}\n${fenceOf(origin)}`;
  const files = readdirSync(new URL(origin, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.replace(/\/+/g, "/"))
    .map((path) => path.slice(path.lastIndexOf(origin)))
    .toSorted();
  return [head, ...files.map((file) => `## ${file.slice(origin.length)}\n\n${fenceOf(file)}`)].join("\n");
}

function listOf(pages: readonly string[]): string {
  return pages.map((page) => `- [${shortTitleOf(page)}](docs/${page})\n`).join("");
}

function fenceOf(file: string): string {
  return `\`\`\`\`${languageOf(file)}\n${read(file).trimEnd()}\n\`\`\`\`\n`;
}

function languageOf(file: string): string {
  if (file.endsWith("Dockerfile")) return "docker";
  const [ending = ""] = /[^./]+$/.exec(file) ?? [];
  return (
    { service: "ini", timer: "ini", yaml: "yaml", csv: "csv", ts: "ts", js: "js", json: "json" }[ending] ??
    "txt"
  );
}

function read(file: string): string {
  return readFileSync(new URL(file, root), "utf8");
}
