import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where `npm run docs:site` puts it. */
export const builtSite = fileURLToPath(new URL("../../docs/.vitepress/dist/", import.meta.url));
export const chromium = "/usr/bin/chromium";

/** Why there is nothing to test; says so on the terminal. Undefined when there is. */
export function siteAbsence(...needed: readonly string[]): string | undefined {
  const missing = [`${builtSite}index.html`, ...needed].find((path) => !existsSync(path));
  if (missing === undefined) return undefined;
  const remedy = missing === chromium ? "Debian: chromium" : "npm run docs:install && npm run docs:site";
  const reason = `tests of the built site are skipped: ${missing} is missing (${remedy})`;
  console.warn(reason);
  return reason;
}
