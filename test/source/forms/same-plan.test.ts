import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { slapdAbsence, startSlapd } from "../../support/slapd.ts";
import { thousand } from "./people.ts";
import { planned } from "./planned.ts";
import { csvSource, toCsv } from "./write-csv.ts";
import {
  jsonSource,
  ndjsonSource,
  scimAttributes,
  scimSource,
  toDocument,
  toListResponse,
  toNdjson,
} from "./write-json.ts";
import { ldapSource, ldifSource, toLdapsearch, toSlapadd, toSlapcat } from "./write-ldif.ts";

const directory = thousand();
let fromCsv: Awaited<ReturnType<typeof planned>>;

beforeAll(async () => {
  fromCsv = await planned(csvSource, toCsv(directory));
});

describe("the same thousand people give the same plan as from CSV", () => {
  test("which is the plan that this directory asks for", () => {
    expect(fromCsv.reading).toMatchObject({ users: 1000, groups: 40, dangling: 0 });
    expect(fromCsv.rejected).toEqual([]);
    const kinds = fromCsv.operations?.map((operation) => (operation as { kind: string }).kind) ?? [];
    expect(kinds.filter((kind) => kind === "create")).toHaveLength(1040);
    expect(kinds.filter((kind) => kind === "update")).toHaveLength(999);
    expect(kinds.filter((kind) => kind === "addMembers")).toHaveLength(40);
  });

  test.each([
    ["LDIF of ldapsearch", ldifSource, toLdapsearch],
    ["LDIF of slapcat", ldifSource, toSlapcat],
    ["a JSON document", jsonSource, toDocument],
    ["NDJSON", ndjsonSource, toNdjson],
  ] as const)("from %s", async (_form, source, write) => {
    const found = await planned(source, write(directory));
    expect(found.planId).toBe(fromCsv.planId);
    expect(found.operations).toEqual(fromCsv.operations);
  });

  test("from a SCIM ListResponse", async () => {
    const found = await planned(scimSource, toListResponse(directory), scimAttributes);
    expect(found.operations).toEqual(fromCsv.operations);
    expect(found.planId).toBe(fromCsv.planId);
  });

  test.skipIf(slapdAbsence() !== undefined)("from a live slapd", async () => {
    const slapd = await startSlapd({ ldif: toSlapadd(directory), global: ["sizelimit unlimited"] });
    onTestFinished(() => slapd.stop());
    const found = await planned(ldapSource(slapd.url), {});
    expect(found.operations).toEqual(fromCsv.operations);
    expect(found.planId).toBe(fromCsv.planId);
  });
});
