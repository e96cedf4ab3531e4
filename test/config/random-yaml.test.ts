import * as fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { ConfigError } from "../../src/errors.ts";
import { good, load } from "./config-file.ts";

/** Loads or says why in a ConfigError with places; anything else is a crash. */
async function loadsOrExplains(text: string): Promise<void> {
  try {
    await load(text);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    for (const { message, file } of error.problems) {
      expect(message).not.toBe("");
      expect(file).toBeDefined();
    }
  }
}

const words = [
  "source",
  "type",
  "csv",
  "users",
  "groups",
  "targets",
  "app",
  "auth",
  "token",
  "assign",
  "defaults",
];
const more = [
  "attributes",
  "template",
  "file",
  "name.givenName",
  'emails[type eq "work"]',
  "urn:x:2.0:User:a",
  "match",
  "guard",
  "percent",
  "limits",
  "baseUrl",
  "connector",
  "__proto__",
  "constructor",
];
const key = fc.oneof(fc.constantFrom(...words, ...more), fc.string({ maxLength: 6 }));

test("no text makes it crash", async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), loadsOrExplains), {
    numRuns: 200,
  });
});

test("no tree of known and unknown keys makes it crash", async () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(
        "csv",
        "20%",
        "${env.TOKEN}",
        "36h",
        "https://a.example",
        "userName",
        '{ "a.b": [{"userName": "{$user.x}"}], "a": 1e999 }',
        1,
        -1,
        0.5,
        true,
        null,
      ),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(key, tie("tree"), { maxKeys: 6 }),
    ),
  }));
  const target = fc.dictionary(key, tree, { maxKeys: 8 });
  const config = fc.record(
    { source: tree, targets: fc.dictionary(key, target, { maxKeys: 3 }), defaults: tree, extra: tree },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(config, (value) => loadsOrExplains(stringify(value))),
    { numRuns: 150 },
  );
});

test("no change of a few characters makes it crash", async () => {
  const change = fc.tuple(fc.nat(good.length), fc.nat(4), fc.string({ maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const text = changes.reduce(
        (text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut),
        good,
      );
      return loadsOrExplains(text);
    }),
    { numRuns: 150 },
  );
});
