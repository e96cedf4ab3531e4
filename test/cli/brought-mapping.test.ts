import { mkdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, openDesk } from "./desk.ts";

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
  mkdirSync(desk.path("mine"));
  desk.write("mine/base.yaml", ...profile);
  desk.write("people.csv", ...people);
});
afterAll(() => desk.close());

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

const profile = [
  "title: Mine",
  "users:",
  "  rules: { name.familyName: { required: true } }",
  "deactivate: { effect: suspend }",
  "defaults:",
  "  users:",
  "    attributes:",
  "      userName: ${lower(user.email)}",
  "      externalId: ${user.key}",
  "      name: { givenName: '${user.givenName}', familyName: '${user.familyName}' }",
  "      displayName: ${coalesce(user.displayName, join([user.givenName, user.familyName], ' '))}",
  "      title: ${user.title}",
  "      emails: [{ value: '${user.email}', type: work, primary: true }]",
  "      phoneNumbers:",
  "        - { value: '${user.phone}', type: work }",
  "        - { value: '${user.mobile}', type: mobile }",
  `      ${enterprise}:`,
  "        department: ${user.department}",
  "        manager: { value: '${ref(user.manager)}' }",
];

const people = [
  "id,work_email,first_name,familyName,mobile,boss,job_title",
  "1,Ann@x.org,Ann,Lee,+1,,Chief",
  "2,ben@x.org,Ben,Fox,,1,Cook",
];

const names = "{ email: work_email, givenName: first_name, manager: boss }";

function configure(target: readonly string[] = [], spoken = names, connector = "./mine/base.yaml"): void {
  desk.write(
    "scimsync.yaml",
    "source:",
    "  type: csv",
    `  users: { file: people.csv, key: id, names: ${spoken} }`,
    "targets:",
    "  app:",
    `    connector: ${connector}`,
    `    baseUrl: ${desk.sandbox.url}`,
    '    auth: { token: "${env.SCIM_TOKEN}" }',
    "    assign: { everyone: true }",
    ...target.map((line) => `    ${line}`),
  );
}

async function held(): Promise<readonly Record<string, unknown>[]> {
  const { sandbox } = desk;
  const response = await fetch(`${sandbox.url}/Users`, {
    headers: { authorization: `Bearer ${sandbox.token}` },
  });
  const { Resources } = (await response.json()) as { Resources: readonly Record<string, unknown>[] };
  return Resources;
}

/** What the mapping makes of the first user. */
async function mapped(): Promise<Record<string, unknown>> {
  const { targets } = await desk.json("map", "1");
  return targets[0].records[0].resource as Record<string, unknown>;
}

describe("a connector's mapping", () => {
  it("is all that a target needs; what the source lacks is told and left as it is there", async () => {
    configure();
    const valid = await desk.run("validate");
    expect(valid.code).toBe(0);
    expect(valid.stdout).toMatch(
      /^ {2}app: mapping of users: 15 values of the connector \.\/mine\/base\.yaml \(\.\/mine\/base\.yaml:7\); not sent: title, phoneNumbers\[type eq "work"\]\.value, urn:…:enterprise:2\.0:User:department$/m,
    );
    expect(valid.stderr.split("\n").slice(0, -1)).toEqual([
      'notice: app: title is not sent: no user of the source has "title"; write source.users.names: { title: job_title }, or targets.app.users.omitAttributes: [title]',
      `notice: app: phoneNumbers[type eq "work"].value is not sent: no user of the source has "phone"; write source.users.names: { phone: COLUMN }, or targets.app.users.omitAttributes: ['phoneNumbers[type eq "work"].value']`,
      `notice: app: ${enterprise}:department is not sent: no user of the source has "department"; write source.users.names: { department: COLUMN }, or targets.app.users.omitAttributes: ['${enterprise}:department']`,
    ]);
    const [report] = (await desk.json("sync")).runs;
    expect(report.notices).toContainEqual(
      expect.stringMatching(/^left out of the connector's mapping.*: title, /),
    );
    const [ann, ben] = await held();
    expect(ann).toMatchObject({
      userName: "ann@x.org",
      externalId: "1",
      name: { givenName: "Ann", familyName: "Lee" },
      displayName: "Ann Lee",
      emails: [{ value: "Ann@x.org", type: "work", primary: true }],
      phoneNumbers: [{ value: "+1", type: "mobile" }],
    });
    expect(ann).not.toHaveProperty("title");
    expect(ben).toMatchObject({ [enterprise]: { manager: { value: ann?.["id"] } } });
    const again = (await desk.json("sync")).runs[0];
    expect(again).toMatchObject({ requests: { total: 0 }, notices: [] });
  });

  it("shows in explain whose each value is", async () => {
    configure(["users: { addAttributes: { nickName: '${user.first_name}' } }"]);
    const { records } = await desk.json("explain", "2");
    const { mapping } = records[0].targets[0];
    const rows = new Map(mapping.map((row: { readonly path: string }) => [row.path, row]));
    expect(rows.get('phoneNumbers[type eq "mobile"].value')).toMatchObject({
      by: "connector ./mine/base.yaml",
      place: "./mine/base.yaml:16",
    });
    expect(rows.get("nickName")).toEqual({
      path: "nickName",
      stated: "${user.first_name}",
      value: "Ben",
      place: "scimsync.yaml:10",
    });
    expect(rows.get("title")).toMatchObject({ leftOut: 'no user of the source has "title"' });
    const { stdout } = await desk.run("explain", "2");
    expect(stdout).toMatch(
      /title +\$\{user\.title\} +not sent: no user of the source has "title" +connector \.\/mine\/base\.yaml, \.\/mine\/base\.yaml:12/,
    );
  });

  it("blanks nothing at the target when a column goes, and is not told of it in silence", async () => {
    configure([], names.replace("}", ", title: job_title }"));
    expect(await desk.run("sync", "--reapply")).toMatchObject({ code: 0 });
    expect((await held())[0]).toMatchObject({ title: "Chief" });
    configure();
    desk.write("people.csv", ...people.map((line) => line.replace(/,[^,]*$/, "")));
    const [report] = (await desk.json("sync", "--reapply")).runs;
    expect(report).toMatchObject({ counts: { updated: 0 } });
    expect(report.notices).toContainEqual(expect.stringContaining("title"));
    expect((await held())[0]).toMatchObject({ title: "Chief" });
    desk.write("people.csv", ...people);
  });

  it("knows the key also where an account that went is made again", async () => {
    const [, ben] = await held();
    await fetch(`${desk.sandbox.url}/Users/${String(ben?.["id"])}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${desk.sandbox.token}` },
    });
    desk.write("people.csv", ...people.map((line) => line.replace("Ben", "Benno")));
    await desk.run("sync");
    const again = (await held()).find(({ userName }) => userName === "ben@x.org");
    expect(again).toMatchObject({ externalId: "2", displayName: "Benno Fox" });
    expect(again?.["id"]).not.toBe(ben?.["id"]);
    desk.write("people.csv", ...people);
    await desk.run("sync");
  });

  it("is an error where an account cannot be without it", async () => {
    configure([], "{ manager: boss }");
    const { code, stderr } = await desk.run("validate");
    expect(code).toBe(2);
    expect(stderr).toContain(
      'mine/base.yaml:8:17 defaults.users.attributes.userName: userName cannot be left out, and no user of the source has "email"; write source.users.names: { email: work_email }, or say yourself what it shall be: users.addAttributes',
    );
    desk.write("people.csv", ...people.map((line) => line.replace("familyName", "cognome")));
    expect((await desk.run("validate")).stderr).toContain(
      "name.familyName must have a value (the connector base), and no user of the source has",
    );
    desk.write("people.csv", ...people);
    desk.write(
      "mine/active.yaml",
      "extends: ./base.yaml",
      "defaults: { users: { addAttributes: { active: '${user.status == \"on\"}' } } }",
    );
    configure([], names, "./mine/active.yaml");
    expect((await desk.run("validate")).stderr).toContain(
      'active cannot be left out, because it says who is disabled, and no user of the source has "status"; write source.users.names: { status: COLUMN }',
    );
    configure(["users: { omitAttributes: [active] }"], names, "./mine/active.yaml");
    expect(await desk.run("validate")).toMatchObject({ code: 0 });
  });
});

describe("what a target makes of it", () => {
  it("adds, changes and takes out single attributes", async () => {
    configure([
      "users:",
      "  omitAttributes: [title, name.givenName, 'phoneNumbers[type eq \"work\"]', displayName]",
      "  addAttributes:",
      "    userName: ${user.email}",
      '    emails[type eq "home"].value: home-${user.email}',
      "    nickName: ${user.first_name}",
    ]);
    expect(await mapped()).toEqual({
      active: true,
      userName: "Ann@x.org",
      externalId: "1",
      name: { familyName: "Lee" },
      emails: [
        { value: "Ann@x.org", type: "work", primary: true },
        { value: "home-Ann@x.org", type: "home" },
      ],
      phoneNumbers: [{ value: "+1", type: "mobile" }],
      nickName: "Ann",
    });
    expect((await desk.run("validate")).stdout).toContain(
      "4 values of the target (scimsync.yaml:12), 9 values of the connector ./mine/base.yaml (./mine/base.yaml:7)",
    );
  });

  it("of groups likewise", async () => {
    desk.write("groups.csv", "gid,name,kind", "g1,Cooks,team");
    desk.write(
      "mine/groups.yaml",
      "extends: ./base.yaml",
      "defaults: { groups: { addAttributes: { externalId: '${group.key}', urn:x:1.0:Group: { kind: '${group.sort}', of: '${group.owner}' } } } }",
    );
    const grouped = (spoken: string) => {
      configure(["groups: { push: [Cooks] }"], names, "./mine/groups.yaml");
      const written = readFileSync(desk.path("scimsync.yaml"), "utf8");
      const groups = `  groups: { file: groups.csv, key: gid, name: name, names: ${spoken} }`;
      desk.write("scimsync.yaml", written.replace("targets:", `${groups}\ntargets:`));
    };
    grouped("{ sort: kind }");
    const { targets } = await desk.json("map", "--groups");
    expect(targets[0].records[0].resource).toEqual({
      displayName: "Cooks",
      externalId: "g1",
      "urn:x:1.0:Group": { kind: "team" },
    });
    expect(targets[0].mapping.groups.notSent).toEqual([
      { path: "urn:x:1.0:Group:of", names: ["owner"], remedy: "source.groups.names: { owner: COLUMN }" },
    ]);
    grouped("{ sort: kindd }");
    expect((await desk.run("validate")).stderr).toContain(
      'source.groups.names.sort: none of the groups of the source has "kindd"; did you mean kind?',
    );
  });

  it("is told of what does not hold together, and its own attributes are as strict as ever", async () => {
    configure(["users:", "  omitAttributes: [titel]", "  addAttributes: { title: '${user.titel}' }"]);
    expect((await desk.run("validate")).stderr).toContain(
      "scimsync.yaml:11:24 targets.app.users.omitAttributes[0]: titel is not in the attributes that are inherited; did you mean title?",
    );
    configure(["users: { addAttributes: { title: '${user.titel}' } }"]);
    expect((await desk.run("validate")).stderr).toContain(
      'addAttributes.title: no user of the source has "titel"',
    );
    configure(["users: { attributes: { userName: '${user.email}' }, addAttributes: { title: x } }"]);
    expect((await desk.run("validate")).stderr).toContain("addAttributes: stands beside attributes");
    configure(["users: { attributes: { userName: '${user.email}' } }"]);
    expect(await mapped()).toEqual({ active: true, userName: "Ann@x.org" });
  });
});
