import { describe, expect, test } from "vitest";
import { company } from "../support/company.ts";
import { changeTeam, personOf, withMembers, withoutPerson, type Directory } from "../support/directory.ts";
import { accountOf, saidBy } from "../support/holdings.ts";
import { does, type Provider, teamProviders } from "../support/providers.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { companyOverDays, done, setCompanyScene } from "../support/scene.ts";

/** Ways to write members that another connector than the usual ones asks for. */
const writers: readonly Provider[] = [
  {
    title: "sandbox, members replaced by the rest",
    start: () => startSandboxServer({ groups: { removeMembers: "replace" } }),
  },
  { title: "sandbox, PUT of groups", start: () => startSandboxServer({ groups: { update: "put" } }) },
];
const providers = [...teamProviders, ...writers];

const sales = 'Sales "EMEA", all';
const emails = new Map(company.people.map(({ id, email }) => [id, email]));
const names = (...ids: readonly string[]) => ids.map((id) => emails.get(id) ?? id).sort();

function withoutTeam(directory: Directory, id: string): Directory {
  return { ...directory, teams: directory.teams.filter((team) => team.id !== id) };
}

describe.each(providers)("teams at $title", ({ start }) => {
  const scene = companyOverDays(start);

  test("a renamed team keeps its group and its members", async () => {
    const id = await scene().idOf(sales);
    const report = await scene().bring(changeTeam(company, "g3", { name: "Vertrieb Süd" }));
    expect(done(report)).toEqual({ groupsUpdated: 1 });
    expect(await scene().idOf("Vertrieb Süd")).toBe(id);
  });

  test("members go and come in several teams at once", async () => {
    const before = scene().today;
    const sales = withMembers(before, "g3", "e09", "e10", "e11", "e12", "e02");
    const changed = withMembers(withMembers(sales, "g1", "e01"), "g2", "e04", "e06", "e07");
    // g1: e02, e03, e05 out and e07 in; g2: e05 out, e07 in; g3: e01, e07, e08 out, four in.
    expect(done(await scene().bring(changed))).toEqual({ membersRemoved: 7, membersAdded: 6 });
    expect(done(await scene().bring(before))).toEqual({ membersRemoved: 6, membersAdded: 7 });
  });

  test("a member by two ways stays until the second is gone", async () => {
    const twice = withMembers(scene().today, "g1", "e01", "e02", "e03", "e05");
    expect((await scene().bring(twice)).requests.total).toBe(0);
    const once = withMembers(twice, "g2", "e04", "e06");
    expect(done(await scene().bring(once))).toEqual({ membersRemoved: 1 });
    const gone = withMembers(once, "g1", "e01", "e02", "e03");
    expect(done(await scene().bring(gone))).toEqual({ membersRemoved: 1 });
  });

  test("a team that is nested no more takes its members along", async () => {
    const nested = scene().today;
    const teams = nested.teams.map(({ parent: _parent, ...alone }) => alone);
    expect(done(await scene().bring({ ...nested, teams }))).toEqual({ membersRemoved: 2 });
    expect(done(await scene().bring(nested))).toEqual({ membersAdded: 2 });
  });

  test("a team may lose everybody, and get them again", async () => {
    const before = scene().today;
    expect(done(await scene().bring(withMembers(before, "g3")))).toEqual({ membersRemoved: 4 });
    expect(done(await scene().bring(before))).toEqual({ membersAdded: 4 });
  });

  test("a rename, a leaver and a joiner of one team in one run", async () => {
    const before = scene().today;
    const dirk = { left: [accountOf(before, personOf(before, "e09"))] };
    const changed = withMembers(withoutPerson(before, "e09"), "g3", "e07", "e08", "e01", "e11");
    const report = await scene().bring(changeTeam(changed, "g3", { name: "Sales" }), dirk);
    expect(done(report)).toEqual({ deactivated: 1, groupsUpdated: 1, membersAdded: 1, membersRemoved: 1 });
  });
});

describe.each(providers)("teams that are pushed no more, at $title", (provider) => {
  const { start, title } = provider;
  test("are let go and stay as they are; pushed again, they are refused, and linked with existing: merge", async () => {
    const scene = await setCompanyScene(start);
    const id = await scene.idOf(sales);
    const kept = { displayName: sales, members: names("e01", "e07", "e08", "e09") };
    const besides = { notPushed: ["g3"], groups: [kept] };
    scene.configure({ groups: { push: ["Engineering", "Platform"] } });
    const letGo = await scene.bring(company, besides);
    expect([done(letGo), Object.keys(letGo.requests.byMethod)]).toEqual([{}, ["GET"]]);
    const changed = withMembers(company, "g3", "e07", "e08", "e11");
    expect(done(await scene.bring(changed, besides))).toEqual({});

    scene.configure({ groups: { push: ["*"] } });
    for (let run = 0; run < 2; run += 1) {
      const refused = await scene.sync();
      expect(refused.exitCode).toBe(3);
      expect(refused.failures).toMatchObject([
        { key: "g3", resource: "Group", operation: "create", code: "group_exists" },
      ]);
      expect(done(refused)).toEqual({ failed: 1, ...(run === 1 && { quarantined: 1 }) });
      expect(Object.keys(refused.requests.byMethod)).toEqual(["GET"]);
      await scene.expectHeld(changed, besides);
    }

    scene.configure({ groups: { push: ["*"], existing: "merge" } });
    const merged = { displayName: sales, members: names("e01", "e07", "e08", "e09", "e11") };
    const report = await scene.bring(changed, { notPushed: ["g3"], groups: [merged] });
    expect(report.counts).toMatchObject({ groupsLinked: 1, groupsCreated: 0 });
    expect(await scene.idOf(sales)).toBe(id);
    // From now on its members are ours.
    const next = { displayName: sales, members: names("e01", "e07", "e09", "e11") };
    const fewer = await scene.bring(withMembers(company, "g3", "e07", "e11"), {
      notPushed: ["g3"],
      groups: [next],
    });
    expect(done(fewer)).toEqual({ membersRemoved: 1 });
  });

  const readable = does(provider, "tells members");
  if (!readable) console.log(`${title}: does not tell members, so existing: overwrite is not tried`);
  test.runIf(readable)("pushed again with existing: overwrite, keep nobody who is not wanted", async () => {
    const scene = await setCompanyScene(start);
    scene.configure({ groups: { push: ["Engineering", "Platform"] } });
    await scene.sync();
    scene.configure({ groups: { push: ["*"], existing: "overwrite" } });
    const report = await scene.bring(withMembers(company, "g3", "e07", "e08", "e11"));
    expect(done(report)).toMatchObject({ groupsLinked: 1, membersAdded: 1 });
  });

  test("are deleted or let go, as the config says, when they are gone from the directory", async () => {
    const scene = await setCompanyScene(start, { groups: { unpushed: "delete" } });
    const report = await scene.bring(withoutTeam(company, "g3"));
    expect(done(report)).toEqual({ groupsDeleted: 1 });
    scene.configure({ groups: { unpushed: "unlink" } });
    const { groups } = saidBy(company);
    const platform = groups.filter(({ displayName }) => displayName === "Platform");
    const engineering = { displayName: "Engineering", members: names("e01", "e02", "e03") };
    const rest = withoutTeam(withoutTeam(company, "g3"), "g2");
    const besides = { notPushed: ["g1"], groups: [...platform, engineering] };
    expect(done(await scene.bring(rest, besides))).toEqual({ membersRemoved: 3 });
  });
});
