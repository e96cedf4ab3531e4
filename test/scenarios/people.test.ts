import { describe, expect, test } from "vitest";
import { company, person } from "../support/company.ts";
import {
  changePerson,
  personOf,
  withMembers,
  withoutPerson,
  withPeople,
  type PersonChanges,
} from "../support/directory.ts";
import { accountOf, type Account } from "../support/holdings.ts";
import { accountProviders } from "../support/providers.ts";
import { companyOverDays, done, setScene } from "../support/scene.ts";

const everything: PersonChanges = {
  title: undefined,
  phone: undefined,
  privateEmail: undefined,
  department: undefined,
  manager: undefined,
};

describe.each(accountProviders)("people at $title", ({ start }) => {
  const scene = companyOverDays(start);
  const left: Account[] = [];

  test("joiners get an account, their manager and their teams", async () => {
    const joiners = [
      person("e13", "Nina", "Nowak", { manager: "e14" }),
      person("e14", "Otto", "Öz", { manager: "e12" }),
    ];
    const joined = withMembers(withPeople(company, ...joiners), "g2", "e04", "e05", "e06", "e13");
    const report = await scene().bring(joined);
    expect(done(report)).toEqual({ created: 2, membersAdded: 2 });
    expect(report.counts).toMatchObject({ inScope: 14, unchanged: 12 });
  });

  test("a mover gets the new department, title, manager and team, and loses the old team", async () => {
    const carla = { department: "Engineering", title: "Product Owner", manager: "e04" };
    const changed = withMembers(changePerson(scene().today, "e08", carla), "g3", "e07", "e09", "e01");
    const moved = withMembers(changed, "g2", "e04", "e05", "e06", "e13", "e08");
    expect(done(await scene().bring(moved))).toEqual({ updated: 1, membersAdded: 2, membersRemoved: 1 });
  });

  test("a renamed person keeps the account", async () => {
    const id = await scene().idOf("ada.byron@example.com");
    const lovelace = { family: "Lovelace", email: "ada.lovelace@example.com" };
    const report = await scene().bring(changePerson(scene().today, "e06", lovelace));
    expect(done(report)).toEqual({ updated: 1 });
    expect(report.counts.unchanged).toBe(13);
    expect(await scene().idOf("ada.lovelace@example.com")).toBe(id);
  });

  test("what is emptied in the directory is taken away, one by one and all at once, and may come back", async () => {
    const before = scene().today;
    let emptied = before;
    for (const name of Object.keys(everything)) {
      emptied = changePerson(emptied, "e02", { [name]: undefined });
      expect(done(await scene().bring(emptied)), name).toEqual({ updated: 1 });
    }
    expect(done(await scene().bring(before))).toEqual({ updated: 1 });
    expect(done(await scene().bring(emptied))).toEqual({ updated: 1 });
  });

  test("whoever had next to nothing gets everything", async () => {
    const erin = person("e10", "Erin", "Gray", { privateEmail: "erin@home.example", manager: "e01" });
    const { id: _id, email: _email, ...changes } = erin;
    expect(done(await scene().bring(changePerson(scene().today, "e10", changes)))).toEqual({ updated: 1 });
  });

  test("another order of the files needs nothing", async () => {
    const { people, teams } = scene().today;
    const report = await scene().bring({ people: people.toReversed(), teams: teams.toReversed() });
    expect([done(report), report.requests.total]).toEqual([{}, 0]);
  });

  test("a leaver is switched off and out of all teams; whoever comes back gets the old account, up to date", async () => {
    const mary = personOf(scene().today, "e03");
    const id = await scene().idOf(mary.email);
    const before = scene().today;
    const besides = { left: [accountOf(before, mary)] };
    const report = await scene().bring(withoutPerson(before, "e03"), besides);
    expect(done(report)).toEqual({ deactivated: 1, membersRemoved: 1 });
    expect(report.counts).toMatchObject({ inScope: 13, unchanged: 13 });
    expect(await scene().idOf(mary.email)).toBe(id);

    const changes = { ...everything, title: "Advisor", manager: "e12" };
    const back = withMembers(changePerson(before, "e03", changes), "g3", "e07", "e01", "e03");
    const second = await scene().bring(back);
    expect(done(second)).toEqual({ reactivated: 1, membersAdded: 2, membersRemoved: 1 });
    expect(second.counts).toMatchObject({ inScope: 14, unchanged: 13 });
    expect(await scene().idOf(mary.email)).toBe(id);
  });

  test("whoever comes back under another name gets the old account too", async () => {
    const before = scene().today;
    const jose = personOf(before, "e05");
    const id = await scene().idOf(jose.email);
    await scene().bring(withoutPerson(before, "e05"), { left: [accountOf(before, jose)] });
    const renamed = { given: "Taro", email: "taro@example.com", privateEmail: "taro@home.example" };
    const back = await scene().bring(changePerson(before, "e05", renamed));
    expect(done(back)).toEqual({ reactivated: 1, membersAdded: 2 });
    expect(await scene().idOf("taro@example.com")).toBe(id);
  });

  test("reports of a manager who leaves keep that manager until the directory names another", async () => {
    const before = scene().today;
    const lukasz = personOf(before, "e04");
    left.push(accountOf(before, lukasz));
    const gone = withoutPerson(before, "e04");
    expect(done(await scene().bring(gone, { left }))).toEqual({ deactivated: 1, membersRemoved: 2 });
    const retitled = await scene().bring(changePerson(gone, "e05", { title: "Principal" }), { left });
    expect(done(retitled)).toEqual({ updated: 1, waiting: 1 });
    const toSix = changePerson(scene().today, "e05", { manager: "e06" });
    const reassigned = changePerson(changePerson(toSix, "e06", { manager: "e01" }), "e08", {
      manager: "e01",
    });
    expect(done(await scene().bring(reassigned, { left }))).toMatchObject({ updated: 3 });
  });

  test("managers in a circle, and one who is their own", async () => {
    const circle = withPeople(
      scene().today,
      person("e20", "Ring", "One", { manager: "e21" }),
      person("e21", "Ring", "Two", { manager: "e20" }),
      person("e23", "Own", "Boss", { manager: "e23" }),
    );
    expect(done(await scene().bring(circle, { left }))).toEqual({ created: 3 });
    const turned = changePerson(changePerson(circle, "e20", { manager: "e23" }), "e23", { manager: "e20" });
    expect(done(await scene().bring(turned, { left }))).toEqual({ updated: 2 });
  });
});

describe.each(accountProviders)("a first run at $title", ({ start }) => {
  test("makes everybody and every team, nested ones flattened", async () => {
    const scene = await setScene(start);
    const report = await scene.bring(company);
    expect(done(report)).toEqual({ created: 12, groupsCreated: 3, membersAdded: 13 });
    expect(report.counts).toMatchObject({ inScope: 12, unchanged: 0 });
  });
});
