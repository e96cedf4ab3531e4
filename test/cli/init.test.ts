import { readFileSync, statSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { type Desk, openDesk } from "./desk.ts";

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
});

afterEach(() => desk.close());

const people = [
  "Full Name,Employee ID,First Name,Surname,Work E-mail,Job Title,Dept,Badge",
  "Ann Lee,e1,Ann,Lee,ann@x.org,Boss,eng,17",
  "Ben Fox,e2,Ben,Fox,ben@x.org,Dev,eng,",
];

// oxlint-disable-next-line typescript/no-explicit-any -- the shape of this file is what the tests look at
const written = (): any => parse(readFileSync(desk.path("scimsync.yaml"), "utf8"));

test("a table is looked at: the key is guessed, columns are named, and what is written works at once", async () => {
  desk.write("people.csv", ...people);
  const { code, stdout } = await desk.run(
    "init",
    "--source",
    "people.csv",
    "--url",
    desk.sandbox.url,
    "--token-env",
    "SCIM_TOKEN",
  );
  expect(code).toBe(0);
  expect(stdout).toContain("people.csv by employee id, to generic");
  expect(stdout).toContain("  givenName is first name");
  expect(stdout.trimEnd().split("\n").slice(-4)).toEqual([
    "next:",
    "  export SCIM_TOKEN=…",
    "  scimsync validate",
    "  scimsync plan",
  ]);
  expect(statSync(desk.path("scimsync.yaml")).mode & 0o777).toBe(0o600);
  expect(written().source.users).toEqual({
    file: "people.csv",
    key: "employee id",
    names: {
      email: "work e-mail",
      givenName: "first name",
      familyName: "surname",
      displayName: "full name",
      title: "job title",
      department: "dept",
    },
  });
  expect(await desk.run("validate")).toMatchObject({ code: 0 });
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  expect(desk.sandbox.users()).toMatchObject([
    {
      userName: "ann@x.org",
      externalId: "e1",
      name: { givenName: "Ann", familyName: "Lee" },
      title: "Boss",
      emails: [{ value: "ann@x.org", type: "work", primary: true }],
    },
    { userName: "ben@x.org" },
  ]);
});

test("what the source lacks is not mapped, and said in the config", async () => {
  desk.write("people.csv", "id,email", "1,ann@x.org", "2,ben@x.org");
  await desk.run(
    "init",
    "--source",
    "people.csv",
    "--url",
    desk.sandbox.url,
    "--token-env",
    "SCIM_TOKEN",
    "--target",
    "app",
  );
  expect(Object.keys(written().targets.app.users.attributes)).toEqual([
    "userName",
    "externalId",
    'emails[type eq "work"].value',
    'emails[type eq "work"].primary',
  ]);
  expect(readFileSync(desk.path("scimsync.yaml"), "utf8")).toContain(
    "# Not in the source, so not sent: givenName, familyName, displayName, title, department.",
  );
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
});

test("LDIF and JSON are looked at, too", async () => {
  desk.write(
    "people.ldif",
    "dn: uid=ann,dc=x",
    "objectClass: inetOrgPerson",
    "uid: ann",
    "mail: ann@x.org",
    "givenName: Ann",
    "sn: Lee",
    "cn: Ann Lee",
    "",
  );
  await desk.run("init", "--source", "people.ldif", "--url", desk.sandbox.url, "--token-env", "SCIM_TOKEN");
  expect(written().source).toMatchObject({ type: "ldif", file: "people.ldif", users: { key: "uid" } });
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  expect(desk.sandbox.users()).toMatchObject([{ userName: "ann@x.org", name: { familyName: "Lee" } }]);

  desk.write("people.json", JSON.stringify([{ employeeNumber: 7, mail: "cy@x.org", firstName: "Cy" }]));
  expect(
    await desk.run("-c", "other.yaml", "init", "--source", "people.json", "--url", desk.sandbox.url),
  ).toMatchObject({ code: 0 });
  const other = parse(readFileSync(desk.path("other.yaml"), "utf8")) as { source: { users: object } };
  expect(other.source.users).toEqual({
    file: "people.json",
    key: "employeenumber",
    names: { email: "mail", givenName: "firstname" },
  });
});

test("what is missing is asked for in words, and nothing is overwritten", async () => {
  expect((await desk.run("init")).stderr).toBe("error: which file has the people? init --source FILE\n");
  expect((await desk.run("init", "--source", "people.xls")).code).toBe(2);
  expect((await desk.run("init", "--source", "nobody.csv")).code).toBe(5);
  desk.write("people.csv", "name,team", "Ann,eng", "Ann,eng");
  expect((await desk.run("init", "--source", "people.csv")).stderr).toContain(
    "name the one that never changes: --key NAME (there are name, team)",
  );
  desk.write("scimsync.yaml", "mine");
  expect((await desk.run("init", "--source", "people.csv")).stderr).toContain(
    "scimsync.yaml is there already",
  );
  expect(readFileSync(desk.path("scimsync.yaml"), "utf8")).toBe("mine\n");
});
