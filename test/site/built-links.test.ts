import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { builtSite, siteAbsence } from "./built-site.ts";

interface Page {
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly string[];
}

/** Pages by address, such as `/connectors/retool.html`. */
function readPages(): ReadonlyMap<string, Page> {
  const names = (readdirSync(builtSite, { recursive: true }) as string[]).filter((name) =>
    name.endsWith(".html"),
  );
  return new Map(
    names.map((name) => {
      const html = readFileSync(builtSite + name, "utf8");
      const anchors = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!));
      const links = [...html.matchAll(/<a\b[^>]* href="([^"]+)"/g)].map(([, link]) => link!);
      return [`/${name}`, { anchors, links }];
    }),
  );
}

describe.skipIf(siteAbsence() !== undefined)("the built site", () => {
  test("every link of it leads to a page and a heading that are there", () => {
    const pages = readPages();
    expect(pages.size).toBeGreaterThan(100);
    const broken = new Set<string>();
    for (const [address, { links }] of pages) {
      for (const link of links.filter((found) => !/^[a-z]+:/.test(found))) {
        const { pathname, hash } = new URL(link.replaceAll("&amp;", "&"), `http://site${address}`);
        const target = decodeURIComponent(pathname.endsWith("/") ? `${pathname}index.html` : pathname);
        const anchor = decodeURIComponent(hash.slice(1));
        const page = pages.get(target);
        const there =
          page === undefined ? existsSync(builtSite + target) : anchor === "" || page.anchors.has(anchor);
        if (!there) broken.add(`${address} → ${link}`);
      }
    }
    expect([...broken]).toEqual([]);
  });

  test("nothing in its pages is fetched from elsewhere", () => {
    const fetched = readdirSync(builtSite)
      .filter((name) => name.endsWith(".html"))
      .flatMap((name) => [
        ...readFileSync(builtSite + name, "utf8").matchAll(
          /<(?:script|link|img|iframe)\b[^>]*(?:src|href)="((?:[a-z]+:|\/\/)[^"]+)"/g,
        ),
      ])
      .map(([, address]) => address!)
      .filter((address) => !address.startsWith("data:"));
    expect(fetched).toEqual([]);
  });
});
