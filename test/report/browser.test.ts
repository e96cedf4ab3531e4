import { existsSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumFile, openBrowser } from "../../docs/pictures/browser.ts";
import { htmlReport } from "../../src/report/html-report.ts";
import type { ToldRun } from "../../src/report/told-run.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { faintTexts, isWiderThanScreen } from "./looked-at.ts";
import { told, troubled } from "./told.ts";

const narrow = { width: 375, height: 700 };
const facts = { madeAt: "2026-03-03T02:16:00.000Z", host: "scim.acme.example", version: "1.0.0" };

function report(...runs: readonly ToldRun[]): string {
  return [...htmlReport(runs, facts)].join("");
}

async function expectPleasant(page: Page): Promise<void> {
  expect(await isWiderThanScreen(page)).toBe(false);
  expect(await faintTexts(page)).toEqual([]);
}

// A machine without a browser says so by what it skips.
describe.skipIf(!existsSync(chromiumFile()))(`in a browser (${chromiumFile()})`, () => {
  let browser: Browser;
  let sandbox: Sandbox;
  beforeAll(async () => {
    [browser, sandbox] = await Promise.all([openBrowser(), startSandbox({ seed: 1 })]);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), sandbox.close()]);
  });

  /** Opens a page, and gives what it asked for and complained about. */
  async function open(address: string, html?: string, dark = false) {
    const page = await browser.newPage({ viewport: narrow, colorScheme: dark ? "dark" : "light" });
    const said: string[] = [];
    page.on("request", (request) => said.push(request.url()));
    page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => said.push(error.message));
    if (html !== undefined)
      await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: html }));
    await page.goto(address);
    return { page, said };
  }

  test("a report needs nothing else, fits a telephone and is read in both schemes", async () => {
    const html = report(troubled(60), told());
    for (const dark of [false, true]) {
      const { page, said } = await open("http://report.example/", html, dark);
      expect(said).toEqual(["http://report.example/"]);
      await expectPleasant(page);
      await page.close();
    }
  });

  test("of many changes those are shown that somebody chooses", async () => {
    const { page } = await open("http://report.example/", report(troubled(200)));
    const shown = async (choice: string): Promise<number> => {
      await page.evaluate(`document.querySelector("input[value=${choice}]").click()`);
      return page.evaluate(shownRows);
    };
    expect([await shown("undone"), await shown("addMembers"), await shown("all")]).toEqual([40, 20, 200]);
    await page.close();
  });

  test("the sandbox's page says what to do while nobody is there, and finds people when they are", async () => {
    const { page, said } = await open(`${sandbox.origin}/`);
    expect(await page.innerText("body")).toContain(`baseUrl: ${sandbox.url}`);
    await expectPleasant(page);
    const headers = { authorization: `Bearer ${sandbox.token}`, "content-type": "application/scim+json" };
    const people = Array.from({ length: 60 }, async (_, at) => {
      const body = {
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
        userName: `somebody.with-a-long-name-${at}@people.example.com`,
        name: { givenName: "Somebody", familyName: `Longname${at}` },
        active: at % 2 === 0,
      };
      await fetch(`${sandbox.url}/Users`, { method: "POST", headers, body: JSON.stringify(body) });
    });
    await Promise.all(people);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.reload();
    await expectPleasant(page);
    await page.fill("input[type=search]", "Longname57");
    await page.click("button");
    expect(await page.locator("tbody tr").allInnerTexts()).toEqual([
      expect.stringContaining("Somebody Longname57"),
    ]);
    expect(await page.innerText("h2 >> nth=0")).toBe("Users 1 of 60");
    await page.click("text=Show all");
    await page.click("text=Next");
    expect(await page.locator("tbody tr").count()).toBe(10);
    expect(said.filter((one) => !one.startsWith(sandbox.origin))).toEqual([]);
    await page.close();
  });
});

const shownRows = `[...document.querySelectorAll(".changes tbody tr")].filter((row) => row.offsetParent !== null).length`;
