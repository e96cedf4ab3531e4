import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { createExpressionCompiler } from "../../src/mapping/expression.ts";
import { referencedKey } from "../../src/mapping/reference.ts";

const page = readFileSync(new URL("../../docs/expressions-of-okta-and-entra.md", import.meta.url), "utf8");
const [, json = "{}"] = /```json\n(.*?)```/s.exec(page) ?? [];
const sample = Object.entries(JSON.parse(json) as JsonObject);
const user = Object.fromEntries(sample.map(([name, value]) => [name.toLowerCase(), value]));
const germany = ["DE", "DEU", "276", "Germany"];
const countries = {
  columns: ["alpha2", "alpha3", "numeric", "name"],
  rows: new Map([["DE", germany]]),
  digest: "",
};

const compile = createExpressionCompiler({
  user: [...Object.keys(user), "title", "mobile", "assistant_email"],
  groups: true,
  tables: new Map([["countries.csv", countries]]),
});

function evaluate(expression: string): unknown {
  const groups = ["sales", "all staff", "app-admins"];
  return compile(expression).evaluate({ user, groups, target: "app", now: Date.UTC(2026, 2, 1) });
}

/** The cells of the lines of all tables that have an expression of ours. */
const rows = page
  .split("\n")
  .filter((line) => /^\| `.*` \| `.*\|$/.test(line))
  .map((line) => line.slice(2, -2).split(/ (?<!\\)\| /));

/** By what stands before their names. */
const theirs = [
  [
    "String.",
    `append join len removeSpaces replace replaceFirst stringContains startsWith endsWith stringSwitch substring
     substringAfter substringBefore toLowerCase toUpperCase`,
  ],
  ["Arrays.", "add remove clear get flatten contains size isEmpty toCsvString"],
  [
    "Time.",
    `fromWindowsToIso8601 fromUnixToIso8601 fromStringToIso8601 fromIso8601ToWindows fromIso8601ToUnix
     fromIso8601ToString now`,
  ],
  ["Convert.", "toInt toNum"],
  ["Iso3166Convert.", "toAlpha2 toAlpha3 toNumeric toName"],
  ["Groups.", "contains startsWith endsWith"],
  ["user.", "isMemberOf getGroups getLinkedObject getInternalProperty"],
  [
    "`",
    `isMemberOfGroupName isMemberOfGroup isMemberOfGroupNameStartsWith isMemberOfGroupNameContains
     isMemberOfGroupNameRegex isMemberOfAnyGroup getFilteredGroups getManagerUser getManagerAppUser getAssistantUser
     getAssistantAppUser hasDirectoryUser hasWorkdayUser findDirectoryUser findWorkdayUser`,
  ],
  [
    "`",
    `Append AppRoleAssignmentsComplex AssertiveAppRoleAssignmentsComplex BitAnd CBool CDate Coalesce ConvertToBase64
     ConvertToUTF8Hex Count CStr DateAdd DateDiff DateFromNum FormatDateTime Guid IgnoreFlowIfNullOrEmpty IIF InStr IsNull
     IsNullOrEmpty IsPresent IsString Item Join Left Mid NormalizeDiacritics Not Now NumFromDate PCase RandomString Redact
     RemoveDuplicates Replace SelectUniqueValue SingleAppRoleAssignment Split StripSpaces Switch ToLower ToUpper Word`,
  ],
] as const;

describe("docs/expressions-of-okta-and-entra.md", () => {
  test.each(rows.map(([theirs = "", ours = "", gives = ""]) => ({ theirs, ours, gives })))(
    "$theirs is $ours",
    ({ ours, gives }) => {
      const value = evaluate(ours.slice(1, -1).replaceAll("\\|", "|"));
      if (gives === "a reference") expect(referencedKey(value as string)).toBe("e7");
      else expect(value).toEqual(JSON.parse(gives.slice(1, -1)));
    },
  );

  test("names every function they have", () => {
    const calls = theirs.flatMap(([prefix, names]) => names.split(/\s+/).map((name) => `${prefix}${name}(`));
    expect(calls.filter((call) => !page.includes(call))).toEqual([]);
    expect(rows.length).toBeGreaterThan(100);
  });
});
