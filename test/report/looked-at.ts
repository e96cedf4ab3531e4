import type { Page } from "playwright-core";

/** Whether somebody has to scroll to the side to see all of the page. */
export function isWiderThanScreen(page: Page): Promise<boolean> {
  return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
}

/**
 * Texts whose colour is too near to what is behind them, by WCAG 2.2, section 1.4.3: less than 4.5 to 1, or 3 to 1 where
 * they are large. Colours are those that the browser computed.
 */
export function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(`(${lookForFaint})()`);
}

// It runs in the page, of which the types of this program know nothing.
const lookForFaint = `function () {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.background = "Canvas";
  const canvas = numbers(getComputedStyle(probe).backgroundColor);
  probe.remove();
  function numbers(colour) {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  }
  function over([r, g, b, a], [R, G, B]) {
    return [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  }
  function behind(element) {
    if (element === null) return canvas;
    const own = numbers(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, behind(element.parentElement));
  }
  function light(colour) {
    const [r, g, b] = colour.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (text === "" || element.getClientRects().length === 0) continue;
    const style = getComputedStyle(element);
    const back = behind(element);
    const [a, b] = [light(over(numbers(style.color), back)), light(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) faint.add(text.slice(0, 40) + ": " + ratio.toFixed(2));
  }
  return [...faint];
}`;
