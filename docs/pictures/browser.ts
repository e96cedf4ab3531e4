import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";

/** A page to be looked at: a file, or an address. */
export type Shown = { readonly file: string } | { readonly address: string };

/** Where the browser is; CHROMIUM names another one than the usual. */
export function chromiumFile(): string {
  return process.env["CHROMIUM"] ?? "/usr/bin/chromium";
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumFile(), args: ["--no-sandbox", "--disable-gpu"] });
}

/** What a page shows in one of the two schemes of colours, as PNG. */
export async function shoot(
  browser: Browser,
  shown: Shown,
  {
    from,
    chosen,
    ...size
  }: { readonly width: number; readonly height: number; readonly from?: string; readonly chosen?: string },
  colorScheme: "light" | "dark",
): Promise<Buffer> {
  const page = await browser.newPage({ viewport: size, colorScheme });
  try {
    if ("address" in shown) await page.goto(shown.address);
    else await page.goto(pathToFileURL(shown.file).href);
    if (chosen !== undefined) await page.evaluate(`document.querySelector("input[value=${chosen}]").click()`);
    if (from !== undefined)
      await page.evaluate(
        `[...document.querySelectorAll("h3")].find((one) => one.textContent === ${JSON.stringify(from)}).scrollIntoView()`,
      );
    return await page.screenshot({ animations: "disabled", caret: "hide" });
  } finally {
    await page.close();
  }
}
