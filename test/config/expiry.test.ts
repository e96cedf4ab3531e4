import { expect, test } from "vitest";
import { type Expiry, stageOf } from "../../src/config/expiry.ts";
import { expiryNotices, expiryText } from "../../src/config/expiry-text.ts";
import { lifetimeNotices } from "../../src/config/lifetime.ts";
import { jwtLife } from "../../src/scim/credentials/jwt-life.ts";
import { makeAuthority } from "../support/tls-certificates.ts";
import { jwt } from "../support/jwt.ts";
import { configWith, environment, folderWith, connectorFolder, problemsOf } from "./config-file.ts";
import { join } from "node:path";
import { loadConfig } from "../../src/config/load.ts";

const day = 86_400_000;
const end = Date.parse("2027-03-01T00:00:00Z");

function written(auth: string, more = ""): string {
  return configWith(`${more}    baseUrl: https://app.example.com/scim/v2
    auth: ${auth}
    users: { attributes: { userName: x } }
`);
}

/** What is known of the end, with a file `token` that holds that text. */
async function known(auth: string, { token = "t0ken", more = "", profile = "" } = {}) {
  const text = written(auth, more);
  const folder = await folderWith({ "scimsync.yaml": text, token, "acme.yaml": profile });
  const { config } = await loadConfig(join(folder, "scimsync.yaml"), environment, connectorFolder);
  const [target] = config.targets;
  if (target === undefined) throw new Error("there is no target");
  return {
    target,
    found: (target.expiries ?? []).map(({ source, at, warnAt }) => [source, at, at - warnAt]),
  };
}

const plain = '"${env.TOKEN}"';

test.each([
  ["2027-03-01", end],
  ["2027-03-01T12:00", end + day / 2],
  ["2027-03-01 12:00:30Z", end + day / 2 + 30_000],
  ["2027-03-01T00:00+02:00", end - 7_200_000],
])("a date that somebody wrote: %s", async (expires, at) => {
  expect((await known(`{ token: ${plain}, expires: ${expires} }`)).found).toEqual([
    ["auth.expires", at, 14 * day],
  ]);
  expect((await known(`{ token: ${plain}, expires: ${expires}, warnBefore: 30d }`)).found).toEqual([
    ["auth.expires", at, 30 * day],
  ]);
});

test("nothing is known of a token that is no JWT, or that a program prints", async () => {
  expect((await known(`{ token: ${plain} }`)).found).toEqual([]);
  const token = jwt({ exp: end / 1000 });
  expect((await known("{ token: { command: [cat, token] } }", { token })).found).toEqual([]);
});

test("a JWT tells its own end, with Bearer in front, in a header of the service's own, and beside a date", async () => {
  const token = `Bearer ${jwt({ exp: end / 1000, iat: end / 1000 - 86_400 * 365 })}\n`;
  const own = ["auth.token", end, 14 * day];
  expect((await known("{ token: { file: token } }", { token })).found).toEqual([own]);
  expect((await known("{ header: x-api-key, value: { file: token } }", { token })).found).toEqual([
    ["auth.value", end, 14 * day],
  ]);
  const { target, found } = await known("{ token: { file: token }, expires: 2027-02-01 }", { token });
  expect(found).toEqual([["auth.expires", end - 28 * day, 14 * day], own]);
  expect(JSON.stringify(target)).not.toContain(token.slice(7, 30));
});

test("of a token that a program renews, the last tenth of its life is worth a word; unless somebody wrote when", async () => {
  const token = jwt({ exp: end / 1000, iat: end / 1000 - 3600 });
  expect((await known("{ token: { file: token } }", { token })).found).toEqual([
    ["auth.token", end, 360_000],
  ]);
  expect((await known("{ token: { file: token }, warnBefore: 30m }", { token })).found).toEqual([
    ["auth.token", end, 1_800_000],
  ]);
});

test("a client certificate tells its own end", async () => {
  const authority = makeAuthority();
  try {
    const { cert, key } = authority.sign("client");
    const { found } = await known(`{ token: ${plain}, tls: { cert: ${cert}, key: ${key} } }`);
    expect(found).toEqual([["auth.tls.cert", expect.any(Number), expect.any(Number)]]);
    expect(found[0]?.[1]).toBeGreaterThan(Date.now());
  } finally {
    authority.remove();
  }
});

test("where the connector knows how long credentials live, the day they were made is enough, and asked for", async () => {
  const more = "    connector: ./acme.yaml\n";
  const profile = "title: Acme\nauth: { type: bearer, lifetime: 180d }\n";
  const dated = await known(`{ token: ${plain}, created: 2026-03-01 }`, { more, profile });
  expect(dated.found).toEqual([["auth.created", Date.parse("2026-03-01") + 180 * day, 14 * day]]);
  expect(lifetimeNotices([dated.target])).toEqual([]);
  const both = `{ token: ${plain}, created: 2026-03-01, expires: 2027-03-01 }`;
  expect((await known(both, { more, profile })).found).toEqual([["auth.expires", end, 14 * day]]);
  const { target } = await known(`{ token: ${plain} }`, { more, profile });
  expect(lifetimeNotices([target]).join()).toContain("write the day on which they were made as auth.created");
});

test.each([
  ["expires: 2027-02-30", "auth.expires: no calendar has that day, or no clock that hour"],
  ["expires: 2027-02-01T25:00", "auth.expires: no calendar has that day, or no clock that hour"],
  ["expires: in March", "auth.expires: write a date, such as 2027-03-01 or 2027-03-01T12:00Z"],
  ["warnBefore: two weeks", "auth.warnBefore: write a duration with its unit"],
  [
    "created: 2026-03-01",
    "auth.created: the connector generic does not say how long credentials live; write when",
  ],
  ["created: 2999-01-01, expires: 2999-02-01", "auth.created: lies in the future; write when they were made"],
  ["created: 2026-03-01, expires: 2026-02-01", "auth.expires: lies before auth.created"],
])("%s is told with its place", async (keys, said) => {
  expect((await problemsOf(written(`{ token: ${plain}, ${keys} }`))).join("\n")).toContain(
    `targets.app.${said}`,
  );
});

test("what is no signed JWT with an end that a calendar has is none", () => {
  const good = jwt({ exp: 1_800_000_000, iat: 1_700_000_000 });
  expect(jwtLife(good)).toEqual({ until: 1_800_000_000_000, from: 1_700_000_000_000 });
  const [header, claims, signature] = good.split(".");
  const others = [
    "",
    "a.b.c",
    "..",
    `${header}.${claims}`,
    `${good}.x.y`,
    `${claims}.${claims}.${signature}`,
    ...[{}, { exp: "soon" }, { exp: -1 }, { exp: 1e300 }, { exp: 1_800_000_000_000 }].map(jwt),
  ];
  expect(others.map(jwtLife)).toEqual(others.map(() => undefined));
  expect(jwtLife(jwt({ exp: 5, iat: 9 }))).toEqual({ until: 5000 });
});

test("how near the end is, in words", () => {
  const expiry: Expiry = { source: "auth.token", at: end, warnAt: end - 14 * day };
  const at = (days: number) => end - days * day;
  expect([15, 14, 1.1, 1, 0, -3].map((days) => stageOf(expiry, at(days)))).toEqual([
    "good",
    "soon",
    "soon",
    "lastDay",
    "expired",
    "expired",
  ]);
  expect(expiryNotices([expiry], at(15))).toEqual([]);
  expect(expiryNotices([expiry], at(9.5))).toEqual([
    "the token ends in 9 days, on 2027-03-01 (auth.token): make another one at the service, and put it where auth.token reads it",
  ]);
  expect(expiryText(expiry, at(0.25))).toBe("the token ends in 6 hours, on 2027-03-01 (auth.token)");
  expect(expiryText({ ...expiry, source: "auth.expires" }, at(-3))).toBe(
    "the credentials ended 3 days ago, on 2027-03-01 (auth.expires)",
  );
});
