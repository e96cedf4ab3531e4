import type { Page } from "playwright-core";

/** As WCAG 2 wants it of text (AA). */
const enough = 4.5;

interface Painted {
  readonly text: string;
  readonly front: readonly number[];
  /** From the text's own background to that of the page. */
  readonly behind: readonly (readonly number[])[];
}

/** Texts of a page whose contrast with what is behind them is too low. */
export async function faintTexts(page: Page): Promise<readonly string[]> {
  const painted = await page.evaluate<readonly Painted[]>(look);
  if (painted.length < 50) throw new Error("the page has hardly any text");
  return painted.flatMap(({ text, front, behind }) => {
    const back = behind.reduceRight((below, above) => over(above, below), [255, 255, 255, 1]);
    const contrast = contrastOf(over(front, back), back);
    return contrast < enough ? [`${text}: ${contrast.toFixed(2)}`] : [];
  });
}

/** Runs in the browser: every element of the page's text and contents that has text of its own. */
const look = `(() => {
  const numbers = (colour) => { const all = colour.match(/[\\d.]+/g).map(Number); return all.length === 3 ? [...all, 1] : all; };
  const ownText = (element) => [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join(" ").trim();
  return [...document.querySelectorAll(".vp-doc *, .VPSidebar *")]
    .filter((element) => /\\w/.test(ownText(element)) && element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .map((element) => {
      const behind = [];
      for (let at = element; at !== null; at = at.parentElement) behind.push(numbers(getComputedStyle(at).backgroundColor));
      return { text: ownText(element).slice(0, 40), front: numbers(getComputedStyle(element).color), behind };
    });
})()`;

function over(
  [red = 0, green = 0, blue = 0, alpha = 1]: readonly number[],
  below: readonly number[],
): readonly number[] {
  const mixed = [red, green, blue].map((value, at) => value * alpha + (below[at] ?? 0) * (1 - alpha));
  return [...mixed, 1];
}

function contrastOf(one: readonly number[], other: readonly number[]): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
