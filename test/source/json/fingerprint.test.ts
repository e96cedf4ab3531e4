import { describe, expect, test } from "vitest";
import { both, readText } from "./reading.ts";
import type { Settings } from "./reading.ts";

const users = { files: ["all.json"], key: "id" };

async function of(
  element: string,
  settings: Partial<Settings> = {},
  userAliases: readonly string[] = [],
): Promise<string> {
  const { users } = await readText(`[{"id": "other"}, ${element}]`, settings, { userAliases });
  return users.at(-1)!.fingerprint;
}

const usual = '{"id": "1", "Name": {"given": "Ann", "x": null}, "l": ["a", 1, true], "e": ""}';

function resource(meta: string): string {
  return `{"id": "1", "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "meta": ${meta}}`;
}

describe("fingerprints are alike", () => {
  test.each([
    ['{ "id" :\n"1",\t"Name":{"given":"Ann"},"l":["a",1,true]}'],
    ['{"ID": " 1", "name": {"GIVEN": "Ann "}, "l": ["\\u0061", 1.0, null, true, {}]}'],
  ])("of what is kept alike: %j", async (element) => {
    expect(await of(element)).toBe(await of(usual));
  });

  test("whatever the file, and whatever stands before it", async () => {
    const { users } = await readText(`{"x": 1, "users": [${usual}]}`);
    expect(users[0]!.fingerprint).toBe(await of(usual));
  });

  test("when a SCIM resource was only touched", async () => {
    const touched = await of(resource('{"lastModified": "2026-01-02", "version": "W/2"}'));
    expect(await of(resource('{"LastModified": "2026-01-01", "version": "W/1"}'))).toBe(touched);
    expect(await of(resource("{}"))).toBe(touched);
    expect(await of(resource('{"created": "2026-01-01"}'))).not.toBe(touched);
    expect(await of('{"id": "1", "meta": {"version": 1}}')).not.toBe(
      await of('{"id": "1", "meta": {"version": 2}}'),
    );
  });
});

describe("fingerprints differ", () => {
  test("with every value, name and kind", async () => {
    const elements = [
      '{"id": "1"}',
      '{"id": 1}',
      '{"id": "2"}',
      '{"id": "1", "a": "b"}',
      '{"id": "1", "a": ["b"]}',
      '{"id": "1", "a": {"b": "c"}}',
      '{"id": "1", "a": [{"b": "c"}]}',
      '{"id": "1", "a": [{"b": "c", "d": "e"}]}',
      '{"id": "1", "a": [{"b": "c"}, {"d": "e"}]}',
      '{"id": "1", "a": ["b", "c"]}',
      '{"id": "1", "a": ["c", "b"]}',
      '{"id": "1", "a": [["b"], "c"]}',
      '{"id": "1", "a": "bs1:c"}',
      '{"id": "1", "a": true}',
      '{"id": "1", "a": "true"}',
      '{"id": "1", "a": "t"}',
      '{"id": "1", "a": false}',
      '{"id": "1", "a": 1}',
      '{"id": "1", "a": "1"}',
      '{"id": "1", "a": [1, 2]}',
      '{"id": "1", "a": [12]}',
      '{"id": "1", "a": "B"}',
      '{"id": "1", "b": "b"}',
      '{"id": "1", "a": "b\\u0001"}',
    ];
    const all = await Promise.all(elements.map((element) => of(element)));
    expect(new Set(all).size).toBe(elements.length);
  });

  test("with what is taken for key, name and aliases", async () => {
    const element = '{"id": "1", "mail": "m"}';
    const plain = await of(element);
    expect(await of(element, {}, ["mail"])).not.toBe(plain);
    expect(await of(element, { users: { ...users, key: "mail", filter: "(mail=*)" } })).not.toBe(plain);
    const group = '{"users": [], "groups": [{"id": "1", "name": "A", "label": "B"}]}';
    const named = await readText(group, both);
    const labelled = await readText(group, { ...both, groups: { ...both.groups!, name: "label" } });
    expect(named.groups[0]!.fingerprint).not.toBe(labelled.groups[0]!.fingerprint);
  });
});
