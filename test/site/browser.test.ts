import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtSite, chromium, siteAbsence } from "./built-site.ts";
import { type FolderServer, serveFolder } from "./serve-folder.ts";
import { faintTexts } from "./faint-texts.ts";

describe.skipIf(siteAbsence(chromium) !== undefined)("the built site, in a browser", () => {
  let site: FolderServer;
  let browser: Browser;
  /** Addresses that any page asked for. */
  const asked: string[] = [];

  beforeAll(async () => {
    site = await serveFolder(builtSite);
    const playwright = await import("playwright-core");
    browser = await playwright.chromium.launch({ executablePath: chromium, args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  /** Opens a page, and waits until it listens. */
  async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options);
    context.on("request", (request) => asked.push(request.url()));
    const page = await context.newPage();
    await page.goto(site.origin + address);
    await page.waitForFunction('"__vue_app__" in document.querySelector("#app")');
    return page;
  }

  test("the start page leads on, and search finds the page that a word is of", async () => {
    const page = await open("/");
    await page.getByRole("link", { name: "Getting started" }).first().click();
    await page.getByRole("heading", { name: "1. Install" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.locator(".VPLocalSearchBox input").fill("allMembers");
    await page.locator('.VPLocalSearchBox a.result[href*="guards.html"]').first().click();
    await page.getByRole("heading", { name: "Guards, approvals, protection" }).waitFor();
    await page.context().close();
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((address) => !address.startsWith(site.origin))).toEqual([]);
  });

  test.each(["light", "dark"] as const)("text is readable when the screen is %s", async (colorScheme) => {
    const page = await open("/guards.html", { colorScheme });
    expect(await page.locator("html").evaluate((root) => root.className.includes("dark"))).toBe(
      colorScheme === "dark",
    );
    expect(await faintTexts(page)).toEqual([]);
    await page.context().close();
  });

  test("no page is wider than a telephone", async () => {
    const page = await open("/", { viewport: { width: 375, height: 800 } });
    const wide: string[] = [];
    for (const address of [
      "/",
      "/safety.html",
      "/connectors/",
      "/connectors/retool.html",
      "/api/",
      "/project/deploy.html",
    ]) {
      await page.goto(site.origin + address);
      const width = await page.evaluate("document.documentElement.scrollWidth");
      if (width !== 375) wide.push(`${address} is ${String(width)} wide`);
    }
    await page.context().close();
    expect(wide).toEqual([]);
  });
});
