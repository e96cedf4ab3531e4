import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Desk, openDesk } from "./desk.ts";

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.write("people.csv", ...people));
afterAll(() => desk.close());

const people = [
  "badge,work_email,first_name,last_name,email,pin,kind",
  "b1,ann@x.org,Ann,Lee,private@ann.org,sesame-1,eng",
  "b2,ben@x.org,Ben,Fox,,sesame-2,ops",
];

const csv = (names: string) => [`type: csv`, `users: { file: people.csv, key: badge, names: ${names} }`];

/** A config of one target with these lines under source. */
function configure(
  source: readonly string[],
  attributes: readonly string[],
  more: readonly string[] = [],
): void {
  desk.write(
    "scimsync.yaml",
    "source:",
    ...source.map((line) => `  ${line}`),
    ...more,
    "targets:",
    "  app:",
    `    baseUrl: ${desk.sandbox.url}`,
    '    auth: { token: "${env.SCIM_TOKEN}" }',
    "    assign: { where: user.team != null }",
    "    users:",
    "      attributes:",
    ...attributes.map((line) => `        ${line}`),
  );
}

const standard = ["userName: ${user.email}", "externalId: ${user.key}", "displayName: ${user.givenName}"];
const named = "{ email: work_email, givenName: first_name, pass: pin, team: kind }";

async function held(): Promise<readonly object[]> {
  const { sandbox } = desk;
  const response = await fetch(`${sandbox.url}/Users`, {
    headers: { authorization: `Bearer ${sandbox.token}` },
  });
  const { Resources } = (await response.json()) as { Resources: readonly Record<string, unknown>[] };
  return Resources.map(({ userName, externalId, displayName }) => ({ userName, externalId, displayName }));
}

describe("names that the source's config gives to columns", () => {
  it("hold in every expression, and a change of them is a change of the mapping", async () => {
    const dynamic = ['dynamicGroups: { builders: { where: user.team == "eng" } }'];
    configure(csv(named), [...standard, "password: ${user.pass}"], dynamic);
    const valid = await desk.run("validate");
    expect(valid).toMatchObject({ code: 0 });
    expect(valid.stderr).toContain(
      "scimsync.yaml:3:51 source.users.names.email: user.email is work_email, and not the attribute email that csv has, too",
    );
    const { stdout: row } = await desk.run(
      "map",
      "--row",
      '{"work_email":"x@x.org","badge":"b7","kind":"e"}',
    );
    expect(row).toMatch(/userName +x@x\.org\n +externalId +b7\n/);
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    expect(await held()).toEqual([
      { userName: "ann@x.org", externalId: "b1", displayName: "Ann" },
      { userName: "ben@x.org", externalId: "b2", displayName: "Ben" },
    ]);
    const explained = await desk.run("explain", "b1");
    expect(explained.stdout).toContain("in 1 group: builders");
    // The column from which a secret is made is one, by whatever name it is called.
    expect(explained.stdout).not.toContain("sesame");
    expect((await desk.json("sync")).runs[0].requests.total).toBe(0);
    configure(
      csv(named.replace("first_name", "last_name")),
      [...standard, "password: ${user.pass}"],
      dynamic,
    );
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    expect(await held()).toMatchObject([{ displayName: "Lee" }, { displayName: "Fox" }]);
    expect((await desk.json("sync")).runs[0].requests.total).toBe(0);
  });

  it("of dynamic groups: who is in them follows", async () => {
    const dynamic = ['dynamicGroups: { others: { where: user.team != "eng" } }'];
    configure(csv("{ team: kind }"), ["userName: ${user.work_email}"], dynamic);
    expect((await desk.json("explain", "b1")).records[0].source.groups).toEqual([]);
    configure(csv("{ team: first_name }"), ["userName: ${user.work_email}"], dynamic);
    expect((await desk.json("explain", "b1")).records[0].source.groups).toEqual(["others"]);
  });

  it("name columns that are there, once, and never the key", async () => {
    const wrong = "{ email: work_emial, Email: email, key: badge, team: kind }";
    configure(csv(wrong), standard);
    expect((await desk.run("validate")).stderr).toMatch(
      /names\.Email: email is the same name: case does not count\n.*names\.key: key is always the key of the record; use another name/s,
    );
    configure(csv("{ email: work_emial, givenName: first_name, team: kind }"), standard);
    const { code, stderr } = await desk.run("validate");
    expect(code).toBe(2);
    expect(stderr).toContain(
      'scimsync.yaml:3:51 source.users.names.email: none of the users of the source has "work_emial"; did you mean work_email?',
    );
    expect(stderr).toContain(
      'no user of the source has "email"; source.users.names says that email is "work_emial"; did you mean work_email?',
    );
  });

  it("are proposed for what standard names most likely mean", async () => {
    configure(csv("{ team: kind }"), [...standard, 'name: { familyName: "${user.familyName}" }']);
    const { stderr } = await desk.run("validate");
    expect(stderr).toContain(
      "did you mean first_name? Write that, or source.users.names: { givenName: first_name }",
    );
    expect(stderr).toContain("source.users.names: { familyName: last_name }");
  });
});

describe("in other sources", () => {
  it("json: a name is a path, also into a list, and a key that is a number is text", async () => {
    desk.write(
      "people.json",
      '{"users":[{"id":7,"mails":[{"value":"ann@x.org"}],"name":{"first":"Ann"},"kind":"eng"}]}',
    );
    const names = "{ email: 'mails[0].value', givenName: name.first, team: kind }";
    configure(["type: json", "file: people.json", `users: { key: id, names: ${names} }`], standard);
    const { targets } = await desk.json("map", "7");
    expect(targets[0].records[0].resource).toMatchObject({
      userName: "ann@x.org",
      externalId: "7",
      displayName: "Ann",
    });
  });

  it("ldif: words of the schema stand for standard names, unless the entry has the name itself", async () => {
    desk.write(
      "people.ldif",
      ...["ann", "ben"].flatMap((uid) => [
        `dn: uid=${uid},dc=x`,
        "objectClass: inetOrgPerson",
        `uid: ${uid}`,
        `mail: ${uid}@x.org`,
        ...(uid === "ann" ? ["email: ann@other.org", "c: DE"] : []),
        "givenName: Some",
        "employeeType: team",
        "ou: first",
        "ou: second",
        "",
      ]),
    );
    configure(
      [
        "type: ldif",
        "file: people.ldif",
        "users: { key: uid, names: { team: employeeType, nickName: 'ou[1]' } }",
      ],
      [...standard, "nickName: ${user.nickName}", 'addresses: [{ type: work, country: "${user.country}" }]'],
    );
    const { targets } = await desk.json("map");
    expect(targets[0].records.map(({ resource }: { resource: object }) => resource)).toMatchObject([
      { userName: "ann@other.org", externalId: "ann", nickName: "second", addresses: [{ country: "DE" }] },
      { userName: "ben@x.org", externalId: "ben" },
    ]);
  });
});
