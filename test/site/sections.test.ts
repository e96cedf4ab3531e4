import { describe, expect, test } from "vitest";
import { broughtPages } from "../../docs/.vitepress/brought-pages.ts";
import { addressOf, pagesIn, sidebar } from "../../docs/.vitepress/contents.ts";
import { siteLink } from "../../docs/.vitepress/links.ts";
import { sections } from "../../docs/.vitepress/sections.ts";
import { slugOf } from "../../docs/.vitepress/slug.ts";
import { docsPages } from "../support/docs-pages.ts";

const listed = sections
  .flatMap((section) => ("page" in section ? [section.page] : section.entries))
  .map((entry) => (typeof entry === "string" ? entry : entry[0]))
  .flatMap((page) => (page.endsWith("/") ? pagesIn(page) : [page]));

test("every page of docs/ is in one section of the site, once (docs/.vitepress/sections.ts)", () => {
  const brought = broughtPages.map(({ page }) => page);
  const expected = [...docsPages().filter((page) => page !== "index.md"), ...brought, "api/index.md"];
  expect(listed.toSorted()).toEqual(expected.toSorted());
});

test("the sidebar leads to every page, each by a title", () => {
  const links: string[] = [];
  const collect = (items: ReturnType<typeof sidebar>): void => {
    for (const { text, link, items: below = [] } of items) {
      expect(text).not.toBe("");
      if (link !== undefined) links.push(link);
      collect(below);
    }
  };
  collect(sidebar());
  expect(links.toSorted()).toEqual(listed.map(addressOf).toSorted());
});

describe("a link of a page", () => {
  test.each([
    ["to a page", "guards.md#letting-through", "/guards.md#letting-through"],
    ["to a service", "connectors/retool.md", "/connectors/retool.md"],
    ["to the start of a folder", "connectors/README.md", "/connectors/index.md"],
    ["to a folder", "connectors/", "/connectors/index.md"],
    ["to all decisions", "decisions/", "/project/decisions.md"],
    ["to a file to deploy with", "../deploy/scimsync.service", "/project/deploy.md#scimsyncservice"],
    ["to a folder of examples", "../examples/mappings/", "/project/examples.md"],
    ["to a page outside docs", "../SECURITY.md#reporting", "/project/security.md#reporting"],
    ["to the README", "../README.md", "/"],
    ["to a heading of its own", "#logs", "#logs"],
    ["to elsewhere", "https://cel.dev", "https://cel.dev"],
    ["to a test, which is no page", "../test/walls.test.ts", undefined],
  ])("%s leads there on the site", (_what, href, expected) => {
    expect(siteLink(href, "operations.md")).toBe(expected);
  });

  test("is read from where the page was brought from", () => {
    expect(siteLink("docs/safety.md", "project/security.md")).toBe("/safety.md");
  });

  test("to nothing is an error that names the page", () => {
    expect(() => siteLink("../deploy/none.yaml", "operations.md")).toThrow(
      "docs/operations.md links to ../deploy/none.yaml, which is not there",
    );
  });
});

test("headings have the anchors that code hosts give them", () => {
  expect(["1. Install", "What `sync --only` does", "José & Zoë"].map(slugOf)).toEqual([
    "1-install",
    "what-sync---only-does",
    "josé--zoë",
  ]);
});
