import { describe, expect, test } from "vitest";
import { company, person } from "../support/company.ts";
import {
  changePerson,
  changeTeam,
  type Directory,
  personOf,
  withoutPerson,
  withPeople,
} from "../support/directory.ts";
import { accountProviders, teamProviders } from "../support/providers.ts";
import { done, setCompanyScene, setScene } from "../support/scene.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";

/** The directory with the addresses of some people handed round: each gets that of the next. */
function handedRound(directory: Directory, ...ids: readonly string[]): Directory {
  return ids.reduce(
    (changed, id, at) =>
      changePerson(changed, id, {
        email: personOf(directory, ids[(at + 1) % ids.length] ?? "").email,
      }),
    directory,
  );
}

describe.each(accountProviders)("userNames at $title", ({ start }) => {
  test("two people who swap theirs keep their accounts, and nothing is left to do", async () => {
    const scene = await setCompanyScene(start);
    const [zoe, carla] = [personOf(company, "e01"), personOf(company, "e08")];
    const ids = { zoe: await scene.idOf(zoe.email), carla: await scene.idOf(carla.email) };
    expect(done(await scene.bring(handedRound(company, "e01", "e08")))).toEqual({ updated: 2 });
    expect(await scene.idOf(carla.email)).toBe(ids.zoe);
    expect(await scene.idOf(zoe.email)).toBe(ids.carla);
  });
});

describe("userNames", () => {
  test("a long chain, each taking the name of the next, is done in one run", async () => {
    const scene = await setCompanyScene(() => startSandboxServer());
    const ids = ["e01", "e02", "e03", "e04", "e05"];
    const freed = changePerson(company, "e05", { email: "new@example.com" });
    const chain = ids.slice(0, -1).reduce((changed, id, at) => {
      const email = personOf(company, ids[at + 1] ?? "").email;
      return changePerson(changed, id, { email });
    }, freed);
    expect(done(await scene.bring(chain))).toEqual({ updated: 5 });
  });

  // better-auth keeps the address of an account that was deleted, and saml-jackson its membership.
  test.each(["sandbox", "scimmy"])(
    "of somebody who is deleted goes to another in the same run, at %s",
    async (title) => {
      const { start } = accountProviders.find((one) => one.title === title)!;
      const scene = await setCompanyScene(start, { users: { deprovision: "delete" } });
      const { email } = personOf(company, "e11");
      // One takes the name by a change, another's would-be namesake by joining.
      const heir = changePerson(withoutPerson(company, "e11"), "e02", { email });
      const joiner = person("e30", "New", "José", { email: personOf(company, "e02").email });
      expect(done(await scene.bring(withPeople(heir, joiner)))).toEqual({
        created: 1,
        updated: 1,
        deleted: 1,
      });
    },
  );

  test("three people who hand theirs round, while two others swap", async () => {
    const scene = await setCompanyScene(() => startSandboxServer());
    const round = handedRound(handedRound(company, "e01", "e02", "e03"), "e07", "e08");
    expect(done(await scene.bring(round))).toEqual({ updated: 5 });
  });

  test("swapped with somebody who comes back under the other's", async () => {
    const scene = await setCompanyScene(() => startSandboxServer());
    await scene.sync(withoutPerson(company, "e11"));
    // In the order of keys one comes before the other, and one after.
    await scene.bring(handedRound(company, "e11", "e02", "e12"));
  });

  test("wanted by two who are new are given to neither, and to the one who keeps it", async () => {
    const scene = await setScene(() => startSandboxServer());
    const twins = withPeople(
      company,
      person("e20", "Twin", "One", { email: "Twin@example.com" }),
      person("e21", "Twin", "Two", { email: "twin@example.com " }),
    );
    const report = await scene.sync(twins);
    expect(report.exitCode).toBe(3);
    expect(report.counts).toMatchObject({ created: 12, quarantined: 2 });
    const detail = expect.stringMatching(
      /^userName: twin@example\.com is wanted by e20 \(.*people\.csv:14\) and e21 \(.*people\.csv:15\); give each one of their own$/,
    ) as string;
    expect(report.failures).toMatchObject([
      { key: "e20", operation: "map", code: "duplicate_name", detail },
      { key: "e21", operation: "map", code: "duplicate_name", detail },
    ]);
    expect(await scene.idOf("twin@example.com")).toBeUndefined();
    const mended = changePerson(twins, "e21", { email: "twin.two@example.com" });
    const healed = changePerson(mended, "e20", { email: "twin@example.com" });
    expect(done(await scene.bring(healed))).toMatchObject({ created: 2 });
  });

  test("wanted by a newcomer and by somebody who has it leave that account as it is", async () => {
    const scene = await setCompanyScene(() => startSandboxServer());
    const zoe = personOf(company, "e01");
    const namesake = person("e20", "Zoë", "Again", { email: zoe.email.toUpperCase() });
    const report = await scene.sync(withPeople(changePerson(company, "e01", { title: "Chief" }), namesake));
    expect(report.counts).toMatchObject({ created: 0, updated: 0, quarantined: 2 });
    const users = await scene.server.users();
    expect(users.find(({ userName }) => userName === zoe.email)).toMatchObject({ title: zoe.title });
    // Once the newcomer has another, both are as the directory says.
    const mended = withPeople(
      changePerson(company, "e01", { title: "Chief" }),
      person("e20", "Zoë", "Again"),
    );
    expect(done(await scene.bring(mended))).toEqual({ created: 1, updated: 1 });
  });
});

/** The names of these teams handed round: each gets that of the next. */
function namesRound(directory: Directory, ...ids: readonly string[]): Directory {
  const nameOf = (id = "") => directory.teams.find((team) => team.id === id)?.name ?? "";
  return ids.reduce(
    (changed, id, at) => changeTeam(changed, id, { name: nameOf(ids[(at + 1) % ids.length]) }),
    directory,
  );
}

const uniqueGroups = teamProviders.filter(({ title }) => ["sandbox", "better-auth"].includes(title));
const others = teamProviders.filter(({ title }) => ["scimmy", "saml-jackson, sqlite"].includes(title));

describe.each([...uniqueGroups, ...others])("names of groups at $title", ({ start }) => {
  test("two groups that swap theirs keep their ids and members, and nothing is left to do", async () => {
    const scene = await setCompanyScene(start);
    const ids = [await scene.idOf("Engineering"), await scene.idOf("Platform")];
    expect(done(await scene.bring(namesRound(company, "g1", "g2")))).toEqual({ groupsUpdated: 2 });
    expect([await scene.idOf("Platform"), await scene.idOf("Engineering")]).toEqual(ids);
    await scene.bring(company);
    expect(done(await scene.bring(namesRound(company, "g1", "g2", "g3")))).toEqual({ groupsUpdated: 3 });
  });

  test("a group takes the old name of one that is renamed, whichever comes first", async () => {
    const scene = await setCompanyScene(start);
    const forth = changeTeam(namesRound(company, "g1", "g2"), "g2", { name: "Platforms" });
    expect(done(await scene.bring(forth))).toEqual({ groupsUpdated: 2 });
    const back = changeTeam(changeTeam(forth, "g2", { name: "Platform" }), "g1", { name: "Engineers" });
    expect(done(await scene.bring(back))).toEqual({ groupsUpdated: 2 });
  });
});

describe.each(uniqueGroups)("names of groups that come and go at $title", ({ start }) => {
  test("a new group takes the old name of one that is renamed in the same run", async () => {
    const scene = await setCompanyScene(start);
    const renamed = changeTeam(company, "g3", { name: "Vertrieb" });
    const founded = { id: "g0", name: 'Sales "EMEA", all', members: ["e01", "e11"] };
    const next = { ...renamed, teams: [founded, ...renamed.teams] };
    const report = await scene.bring(next);
    expect(done(report)).toEqual({ groupsCreated: 1, groupsUpdated: 1, membersAdded: 2 });
  });

  test("a group that is there, and one that is new, take the names of groups that are deleted in the same run", async () => {
    const scene = await setCompanyScene(start, { groups: { unpushed: "delete" } });
    const [g1, g2] = company.teams;
    const heir = { ...g1!, name: 'Sales "EMEA", all' };
    const founded = { id: "g0", name: "Platform", members: ["e11"] };
    expect(g2?.name).toBe("Platform");
    const report = await scene.bring({ ...company, teams: [founded, heir] });
    expect(report.counts).toMatchObject({ groupsDeleted: 2, groupsCreated: 1, groupsUpdated: 1 });
  });
});
