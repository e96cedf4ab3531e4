import { appendFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { slapdAbsence, startSlapd } from "../../support/slapd.ts";
import { type Nights, nights } from "./night.ts";
import { thousand } from "./people.ts";
import { csvSource, toCsv } from "./write-csv.ts";
import { ldapSource, toSlapadd } from "./write-ldif.ts";

const directory = thousand(60, 4);
const csv = toCsv(directory);
const people = csv["people.csv"] ?? "";

describe("not one request reaches the provider", () => {
  let night: Nights;
  beforeAll(async () => {
    night = await nights();
    return () => night.end();
  });

  test("for a file older than it may be, until that is accepted", async () => {
    const source = `${csvSource}\n  expect: { maxAge: 36h }`;
    await night.run(source, csv);
    night.age("people.csv", 40 * 3_600_000);
    const { requests, refused } = await night.run(source);
    expect(refused).toMatch(/people\.csv last written 40\.0 h ago, but expect\.maxAge is 36\.0 h/);
    expect(requests).toBe(0);
    expect((await night.run(source, {}, ["maxAge"])).refused).toBeUndefined();
  });

  test("for a file that is still being written", async () => {
    await night.run(csvSource, csv);
    const rows = Array.from({ length: 200_000 }, (_, index) => `x${index},a,b,c,d,e,f,g,\n`).join("");
    const running = night.run(csvSource, { "people.csv": people + rows });
    const writing = setInterval(() => appendFileSync(night.path("people.csv"), "y,a,b,c,d,e,f,g,\n"), 5);
    const { requests, refused } = await running.finally(() => clearInterval(writing));
    expect(refused).toMatch(/people\.csv .*changed while it was read/);
    expect(requests).toBe(0);
  });

  describe.skipIf(slapdAbsence() !== undefined)("when a live directory", () => {
    let stop: (() => Promise<void>) | undefined;
    afterAll(async () => stop?.());

    test("gives fewer entries than there are", async () => {
      const slapd = await startSlapd({ ldif: toSlapadd(directory), global: ["sizelimit 10"] });
      stop = () => slapd.stop();
      const { requests, refused } = await night.run(ldapSource(slapd.url));
      expect(refused).toMatch(/limit/i);
      expect(requests).toBe(0);
    });

    test("is not there", async () => {
      const { requests, refused } = await night.run(ldapSource("ldap://127.0.0.1:9"));
      expect(refused).toMatch(/127\.0\.0\.1:9/);
      expect(requests).toBe(0);
    });
  });
});
