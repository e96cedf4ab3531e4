import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** A secret that stands nowhere but where it was planted. */
export interface Canary {
  readonly name: string;
  readonly secret: string;
}

/** With characters that every form of writing changes. */
export function passwordCanary(name: string): Canary {
  return { name, secret: `c4n/"ä"+&<${name}>%7 5f1d0c9e7ab2` };
}

/** For headers: ASCII without spaces. */
export function tokenCanary(name: string): Canary {
  return { name, secret: `c4n+/${name}.5f1d0c9e7ab2~==` };
}

/** What stands in the middle of each canary, so that a piece of one is found, too. */
const core = "5f1d0c9e7ab2";

/** Which canaries can be seen in some bytes, as they are or in a form in which they may have been written. */
export function tracesIn(bytes: Buffer, canaries: readonly Canary[]): readonly string[] {
  // Latin-1 keeps every byte, so that text of any encoding is found by its own bytes.
  const text = bytes.toString("latin1");
  const seen = canaries.flatMap(({ name, secret }) =>
    formsOf(secret)
      .map((form) => form.toString("latin1"))
      .filter((form) => text.includes(form))
      .map((form) => `${name}: …${around(text, form)}…`),
  );
  return text.includes(core) ? [...seen, `a piece of a canary: …${around(text, core)}…`] : seen;
}

function around(text: string, found: string): string {
  const at = text.indexOf(found);
  return text.slice(Math.max(0, at - 200), at + found.length);
}

export function formsOf(secret: string): readonly Buffer[] {
  const bytes = Buffer.from(secret, "utf8");
  const percent = encodeURIComponent(secret);
  const texts = [
    secret,
    percent,
    percent.replaceAll(/%../g, (code) => code.toLowerCase()),
    new URLSearchParams({ x: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString("hex"),
    ...base64Within(bytes),
  ];
  return [...new Set(texts)].map((text) => Buffer.from(text, "utf8")).concat(Buffer.from(secret, "utf16le"));
}

/** Base64 of the bytes wherever they stand in what was encoded: characters that neighbours have a part in are left out. */
function base64Within(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replaceAll("=", "");
    const own = encoded.slice(before === 0 ? 0 : before + 1, -1);
    return [own, own.replaceAll("+", "-").replaceAll("/", "_"), encodeURIComponent(own)];
  });
}

/** Traces in all files below a folder but those the user wrote, by the path of the file. */
export function tracesBelow(
  folder: string,
  canaries: readonly Canary[],
  written: ReadonlySet<string>,
): Readonly<Record<string, readonly string[]>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => join(found.parentPath, found.name));
  const found = files
    .map((file) => relative(folder, file))
    .filter((name) => !written.has(name))
    .map((name) => [name, tracesIn(readFileSync(join(folder, name)), canaries)] as const);
  return Object.fromEntries(found.filter(([, traces]) => traces.length > 0));
}
