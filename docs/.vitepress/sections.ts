/** A page by its path in docs/; a folder, which ends in "/", for all its pages; or a page with a shorter title than its own. */
export type Entry = string | readonly [page: string, title: string];

/** A page alone, or several under a heading; `folded` together until somebody opens it. */
export type Section =
  | { readonly title: string; readonly page: string }
  | { readonly title: string; readonly entries: readonly Entry[]; readonly folded?: true };

/**
 * The site's table of contents, in the order in which people need it. A page is in it once: `test/site/sections.test.ts` compares.
 * What begins with `project/` is made of a file outside docs/ (`brought-pages.ts`), what begins with `api/` by TypeDoc.
 */
export const sections: readonly Section[] = [
  { title: "Getting started", page: "getting-started.md" },
  {
    title: "Concepts",
    entries: [
      "concepts.md",
      "lifecycle.md",
      "sources.md",
      "mapping.md",
      "modes.md",
      "groups.md",
      "linking.md",
      "plan-files.md",
      "scenarios.md",
    ],
  },
  { title: "Guides", entries: ["guides/", ["project/examples.md", "Mappings to copy"]] },
  {
    title: "Coming from",
    entries: [
      ["from-okta.md", "Okta"],
      ["from-entra.md", "Entra ID"],
      ["from-onelogin.md", "OneLogin"],
      ["from-ssosync.md", "ssosync"],
      ["expressions-of-okta-and-entra.md", "Expressions of Okta and Entra ID"],
    ],
  },
  {
    title: "Reference",
    entries: [
      ["reference/README.md", "What there is"],
      ["reference/commands.md", "Commands"],
      ["reference/config.md", "Config"],
      ["reference/exit-codes.md", "Exit codes"],
      ["project/config-example.md", "A config with everything"],
      "errors.md",
      ["connectors.md", "Connectors: all settings"],
      "connectors/",
      "credentials.md",
      ["wire.md", "What is sent to a service"],
      ["library.md", "Library"],
      ["project/library-examples.md", "Library: three examples"],
      ["api/index.md", "Library, name by name"],
      ["api-report.md", "Library, on one page"],
    ],
  },
  {
    title: "Operations",
    entries: ["operations.md", ["project/deploy.md", "Files to deploy with"], "check.md", "state.md"],
  },
  { title: "Safety", entries: ["safety.md", "guards.md", "privacy.md", ["project/security.md", "Security"]] },
  { title: "Performance", page: "performance.md" },
  {
    title: "Writing a connector",
    entries: [["writing-a-connector.md", "In a quarter of an hour"], "accounts-at-services.md"],
  },
  { title: "Architecture", entries: ["architecture.md", "dependencies.md", "releases.md"] },
  { title: "Decisions", folded: true, entries: [["project/decisions.md", "All of them"], "decisions/"] },
  { title: "Glossary", page: "glossary.md" },
  { title: "Changelog", page: "project/changelog.md" },
];
