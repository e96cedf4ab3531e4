/**
 * `npm run docs:pictures`: what scimsync shows, as pictures for the pages of docs. The built program is run on a
 * pseudo-terminal against a sandbox, and pages are opened in a browser. A picture that says the same as the one that is
 * there is left as it is, for times and paces are others in every run.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { type Acme, openAcme } from "./acme.ts";
import { openBrowser, shoot, type Shown } from "./browser.ts";
import { smallPng } from "./small-png.ts";
import { runOnTerminal, untilDone } from "./pseudo-terminal.ts";
import { pages, type Page, type Scene, scenes } from "./scenes.ts";
import { screenAfter } from "./screen.ts";
import { settled, withoutPace } from "./settled.ts";
import { terminalSvg } from "./terminal-svg.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
/** What each picture of a page was made of, as a digest: pixels do not tell. */
const madeOf = join(here, "pages.json");
/** Milliseconds; without any, nothing could be seen of the progress. */
const latency = 25;
const port = 7643;

const acme = openAcme();
const sandbox = await startSandbox({ seed: 1, latency, port });
try {
  for (const scene of scenes) await play(scene, acme, sandbox);
  const browser = await openBrowser();
  try {
    for (const page of pages) await show(page, acme, sandbox, browser);
  } finally {
    await browser.close();
  }
} finally {
  await sandbox.close();
  acme.remove();
}

async function play(scene: Scene, acme: Acme, { url, token }: Sandbox): Promise<void> {
  const { command, picture, moment, day, columns = 100, answers = [], alone } = scene;
  if (day !== undefined) acme.become(day);
  const folder = alone === true ? acme.aside : acme.folder;
  const environment = { SCIM_URL: url, SCIM_TOKEN: token };
  const output = await runOnTerminal(command, { folder, environment, columns, answers });
  const prompt = `\u001b[2m$\u001b[22m \u001b[1mscimsync ${command}\u001b[22m\r\n`;
  if (picture !== undefined) keepTerminal(picture, prompt + output, columns);
  if (moment !== undefined) keepTerminal(moment.picture, prompt + untilDone(output, moment.share), columns);
}

function keepTerminal(picture: string, output: string, columns: number): void {
  const lines = screenAfter(settled(output), columns);
  const shown = lines.slice(0, lines.findLastIndex((spans) => spans.length > 0) + 1);
  const file = join(here, `${picture}.svg`);
  const svg = terminalSvg(shown, columns);
  if (existsSync(file) && sayingOf(readFileSync(file, "utf8")) === sayingOf(svg))
    return tell(file, "as before");
  writeFileSync(file, svg);
  tell(file, `${svg.length} bytes`);
}

/** What a picture of a terminal says, in which colours; where it stands depends on how long each number is. */
function sayingOf(svg: string): string {
  return withoutPace(svg.replaceAll(/ (?:x|y|width|height|viewBox|textLength)="[^"]*"/g, ""));
}

async function show(page: Page, acme: Acme, { origin }: Sandbox, browser: Browser): Promise<void> {
  const address = `${origin}/?q=lind`;
  const isSandbox = page.shows === "sandbox";
  const file = join(acme.folder, page.shows);
  const text = settled(isSandbox ? await (await fetch(address)).text() : readFileSync(file, "utf8"));
  if (!isSandbox) writeFileSync(file, text);
  const shown: Shown = isSandbox ? { address } : { file };
  const digest = createHash("sha256").update(withoutPace(text)).update(JSON.stringify(page)).digest("hex");
  const before = existsSync(madeOf)
    ? (JSON.parse(readFileSync(madeOf, "utf8")) as Record<string, string>)
    : {};
  for (const scheme of ["light", "dark"] as const) {
    const file = join(here, `${page.picture}-${scheme}.png`);
    if (before[page.picture] === digest && existsSync(file)) {
      tell(file, "as before");
      continue;
    }
    const png = smallPng(await shoot(browser, shown, page, scheme));
    writeFileSync(file, png);
    tell(file, `${png.length} bytes`);
  }
  writeFileSync(madeOf, `${JSON.stringify({ ...before, [page.picture]: digest }, undefined, 2)}\n`);
}

function tell(file: string, what: string): void {
  process.stdout.write(`${file.slice(here.length)}: ${what}\n`);
}
