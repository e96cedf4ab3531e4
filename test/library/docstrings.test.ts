import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../../src");

/** Names that index.ts gives, with the file that declares each. */
function exported(): readonly (readonly [string, string])[] {
  const index = readFileSync(join(folder, "index.ts"), "utf8");
  return [...index.matchAll(/^export (?:type )?\{([^}]*)\} from "([^"]+)"/gm)].flatMap(
    ([, names = "", file = ""]) =>
      names
        .split(",")
        .map((name) => name.trim().replace(/^type /, ""))
        .filter((name) => name !== "")
        .map((name) => [name, file] as const),
  );
}

test("whatever the library gives says what it is, where it is declared", () => {
  const all = exported();
  expect(all.length).toBeGreaterThan(60);
  const silent = all.filter(([name, file]) => {
    const text = readFileSync(join(folder, file), "utf8");
    const kinds = "(?:async )?(?:function\\*?|class|interface|type|const)";
    return !new RegExp(`\\*/\\nexport ${kinds} ${name}\\b`).test(text);
  });
  expect(silent).toEqual([]);
});
