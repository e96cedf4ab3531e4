import { existsSync } from "node:fs";
import { posix } from "node:path";
import { anchorOf, broughtPages } from "./brought-pages.ts";

const root = new URL("../../", import.meta.url);

/**
 * Where a link of a page leads on the site: another address, or nowhere when it leads to a file of the repository that is
 * no page. What leads to nothing at all is an error.
 */
export function siteLink(href: string, page: string): string | undefined {
  if (/^(?:[a-z][\w+.-]*:|[/#])/i.test(href)) return href;
  const [, path = "", fragment = ""] = /^([^#]*)(#.*)?$/.exec(href) ?? [];
  const isBrought = broughtPages.some((brought) => brought.page === page);
  const file = posix.join(isBrought ? "" : posix.dirname(`docs/${page}`), decodeURIComponent(path));
  if (file === "README.md") return `/${fragment}`;
  if (/^docs\/(?:api|project)\//.test(file)) return `/${file.slice("docs/".length)}${fragment}`;
  if (!existsSync(new URL(file, root))) throw new Error(`docs/${page} links to ${href}, which is not there`);
  const brought = broughtPages.find((known) => file.startsWith(known.origin));
  if (brought !== undefined && !file.endsWith(".md")) {
    const anchor = anchorOf(file, brought);
    return `/${brought.page}${anchor === "" ? fragment : `#${anchor}`}`;
  }
  if (brought !== undefined && brought.origin === file) return `/${brought.page}${fragment}`;
  return pageOf(file, fragment);
}

function pageOf(file: string, fragment: string): string | undefined {
  if (!file.startsWith("docs/")) return undefined;
  const start = file.endsWith("/") ? `${file}README.md` : file;
  if (!start.endsWith(".md") || !existsSync(new URL(start, root))) return undefined;
  return `/${start.slice("docs/".length).replace(/README\.md$/, "index.md")}${fragment}`;
}

/** As much of a token of markdown-it as is needed. */
interface Token {
  type: string;
  tag: string;
  content: string;
  attrs: [string, string][] | null;
  children: Token[] | null;
}

/** As much of markdown-it as is needed. */
interface Markdown {
  readonly core: {
    readonly ruler: {
      push(name: string, rule: (state: { tokens: Token[]; env: { relativePath?: string } }) => void): void;
      disable(name: string): unknown;
    };
  };
  readonly renderer: { readonly rules: Record<string, Rule | undefined> };
}

type Rule = (...given: never[]) => string;

/** Makes markdown-it read our pages as the code host does: no emoji, no templates, links that lead somewhere. */
export function readAsWritten(markdown: Markdown): void {
  markdown.core.ruler.disable("emoji");
  markdown.core.ruler.push("site_links", ({ tokens, env }) => {
    for (const token of tokens) leadSomewhere(token.children ?? [], env.relativePath ?? "");
  });
  for (const kind of ["text", "code_inline"]) escapeTemplates(kind, markdown.renderer.rules);
}

/** Two braces would be a template to Vue. */
function escapeTemplates(kind: string, rules: Record<string, Rule | undefined>): void {
  const rule = rules[kind];
  if (rule === undefined) return;
  rules[kind] = (...given) => rule(...given).replaceAll("{{", "&#123;&#123;");
}

function leadSomewhere(tokens: readonly Token[], page: string): void {
  let tag: string | undefined;
  for (const [at, token] of tokens.entries()) {
    if (token.type === "link_open") tag = redirected(token, page) ? undefined : tagFor(tokens[at + 1]);
    if (tag === undefined || !/^link_(?:open|close)$/.test(token.type)) continue;
    Object.assign(token, { type: token.type.replace("link", tag), tag, attrs: null });
  }
}

/** What leads nowhere is shown as code when it is a path, else as the text it is. */
function tagFor(text: Token | undefined): string {
  return text?.type === "text" && /^[\w./-]+$/.test(text.content) ? "code" : "span";
}

function redirected(token: Token, page: string): boolean {
  const href = token.attrs?.find(([name]) => name === "href");
  if (href === undefined) return true;
  const link = siteLink(href[1], page);
  if (link !== undefined) href[1] = link;
  return link !== undefined;
}
