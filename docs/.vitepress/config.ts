import { defineConfig } from "vitepress";
import { writeBroughtPages } from "./brought-pages.ts";
import { sidebar } from "./contents.ts";
import { readAsWritten } from "./links.ts";
import { slugOf } from "./slug.ts";

writeBroughtPages();

export default defineConfig({
  lang: "en",
  title: "scimsync",
  description: "Brings SCIM 2.0 services in line with your directory: plan first, guarded, resumable.",
  rewrites: { ":folder/README.md": ":folder/index.md" },
  lastUpdated: false,
  head: [
    ["link", { rel: "icon", type: "image/svg+xml", href: "/mark.svg" }],
    ["meta", { name: "theme-color", content: "#0f766e" }],
  ],
  markdown: {
    // The plain ones leave comments and keys too faint.
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    anchor: { slugify: slugOf },
    attrs: { disable: true },
    languageAlias: { cron: "bash" },
    config: readAsWritten,
  },
  vite: { build: { chunkSizeWarningLimit: 5000 } },
  themeConfig: {
    logo: "/mark.svg",
    nav: [
      { text: "Getting started", link: "/getting-started" },
      { text: "Services", link: "/connectors/" },
      { text: "Errors", link: "/errors" },
      { text: "Operations", link: "/operations" },
      { text: "Changelog", link: "/project/changelog" },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: {
      provider: "local",
      options: { miniSearch: { searchOptions: { boostDocument: weightOf } } },
    },
    footer: { message: "scimsync · Apache-2.0" },
  },
});

/** Many pages say much the same of one service or one promise each; what explains goes before them. */
function weightOf(id: string): number {
  return /^\/(?:connectors\/|api|project\/|decisions\/|guides\/|safety)/.test(id) ? 0.3 : 1;
}
