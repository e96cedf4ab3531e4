import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { Mode } from "../../src/sync/planning/planning.ts";
import type { RunReport } from "../../src/sync/report.ts";
import { runIn } from "../cli/in-process.ts";
import { person } from "../support/company.ts";
import {
  changePerson,
  type Directory,
  personOf,
  withMembers,
  withoutPerson,
  withPeople,
  writeDirectory,
} from "../support/directory.ts";
import { accountOf, type Account, type Besides, idsAt } from "../support/holdings.ts";
import { accountProviders, does } from "../support/providers.ts";
import { companyOverDays, done } from "../support/scene.ts";
import { attributes } from "../support/written-config.ts";

const staff: Directory = {
  people: [
    person("e1", "Ann", "Ash", { manager: "e6" }),
    person("e2", "Ben", "Birch", { manager: "e1" }),
    person("e3", "Cyd", "Cole", { department: "Sales", manager: "e6" }),
    person("e4", "Dan", "Dorn", { department: "Sales", manager: "e3" }),
    person("e5", "Eve", "Elm", { department: "Finance" }),
    person("e6", "Fay", "Ford", { department: "Board", title: "Chief" }),
  ],
  teams: [
    { id: "g1", name: "Engineering", members: ["e1", "e2"] },
    { id: "g2", name: "Sales", members: ["e3", "e4", "e5"] },
  ],
};

describe.each(accountProviders)("the life of a company at $title", (provider) => {
  const scene = companyOverDays(provider.start, staff);
  const left: Account[] = [];

  /** Runs the program in the folder of the scene. */
  async function run(...args: readonly string[]): Promise<string> {
    const { server, folder } = scene();
    const { code, stdout, stderr } = await runIn(folder, args, { SCIM_TOKEN: server.token });
    expect(code, stdout + stderr).toBe(0);
    return stdout;
  }

  /** Expects that nothing is left to plan, and that nothing is sent. */
  async function expectSettled(): Promise<void> {
    await run("plan", "--exit-code");
    await scene().expectNoRequests();
  }

  /** Runs sync, and expects that the server then holds what `said` says, which may be other than the directory. */
  async function arrive(
    directory: Directory,
    said: Directory = directory,
    besides: Besides = {},
    mode: Mode = "sync",
  ): Promise<Readonly<Record<string, number>>> {
    const report = await scene().sync(directory, mode);
    expect(report).toMatchObject({ exitCode: 0, failures: [] });
    await scene().expectHeld(said, { left, ...besides });
    return done(report);
  }

  test("a member before user: whoever is in a team and has no account yet is added with the account", async () => {
    await scene().expectHeld(staff);
    scene().configure({ target: { assign: { where: 'user.title != "Hired"' } } });
    const hired = withPeople(staff, person("e7", "Gus", "Gray", { title: "Hired", manager: "e1" }));
    const seated = withMembers(hired, "g1", "e1", "e2", "e7");
    expect(await arrive(seated, staff)).toEqual({});
    const arrived = changePerson(seated, "e7", { title: "Engineer" });
    expect(await arrive(arrived)).toEqual({ created: 1, membersAdded: 1 });
    await expectSettled();
  });

  test("scope narrowed: whoever is left out is switched off and out of the team, and comes back as before", async () => {
    const { today } = scene();
    const before = await idsAt(scene().server);
    const eve = accountOf(today, personOf(today, "e5"));
    scene().configure({ target: { assign: { where: 'user.department != "Finance"' } } });
    const without = withoutPerson(today, "e5");
    expect(await arrive(today, without, { left: [eve] })).toEqual({ deactivated: 1, membersRemoved: 1 });
    scene().configure({ target: { assign: { everyone: true } } });
    expect(await arrive(today)).toEqual({ reactivated: 1, membersAdded: 1 });
    expect(await idsAt(scene().server)).toEqual(before);
    await expectSettled();
  });

  test("mapping changed: that all accounts differ is held until somebody lets it through, and so is the way back", async () => {
    const { today } = scene();
    const titled = today.people.map((one) => ({ ...one, title: `${one.title} (m/f/d)` }));
    const mappings: readonly (readonly [JsonObject, Directory])[] = [
      [
        { ...attributes, title: "${user.title} (m/f/d)" },
        { ...today, people: titled },
      ],
      [attributes, today],
    ];
    for (const [changed, said] of mappings) {
      scene().configure({ users: { attributes: changed } });
      const held = await scene().sync();
      expect(held).toMatchObject({ exitCode: 4, counts: { held: 7, updated: 0 } });
      expect(await arrive(today, said, {}, "reapply")).toEqual({ updated: 7 });
    }
    await expectSettled();
  });

  test("key re-anchored: other keys in the source are the same people and the same teams", async () => {
    const { today, folder } = scene();
    const before = await idsAt(scene().server);
    const rekeyed = underNewKeys(today);
    writeFileSync(join(folder, "keys.csv"), keysOf(today.people));
    writeFileSync(join(folder, "teams.csv"), keysOf(today.teams));
    await writeDirectory(folder, rekeyed);
    await run("state", "reanchor", "--map", "keys.csv");
    await run("state", "reanchor", "--map", "teams.csv", "--resource", "group");
    // The externalId is the key, and nothing else is sent.
    expect(await arrive(rekeyed)).toEqual({ updated: 7 });
    expect(await idsAt(scene().server)).toEqual(before);
    await expectSettled();
  });

  test("leavers by each cause are switched off and out of their teams, and come back under the same ids", async () => {
    const { today } = scene();
    const before = await idsAt(scene().server);
    const leavesWhen = 'user.title == "Terminated" ? "contract ended" : absent()';
    const active = '${user.title != "On leave"}';
    scene().configure({
      users: { attributes: { ...attributes, active }, leavesWhen },
      target: { assign: { where: 'user.department != "Elsewhere"' } },
    });
    expect(await arrive(today)).toEqual({});
    const absent = withoutPerson(today, "ne2");
    const mapped = changePerson(absent, "ne3", { title: "Terminated" });
    const unassigned = changePerson(mapped, "ne4", { department: "Elsewhere" });
    const disabled = changePerson(unassigned, "ne5", { title: "On leave" });
    const leavers = ["ne2", "ne3", "ne4", "ne5"];
    const were = leavers.map((id) => accountOf(today, personOf(today, id)));
    const rest = leavers.reduce(withoutPerson, today);
    expect(await arrive(disabled, rest, { left: were })).toEqual({ deactivated: 4, membersRemoved: 4 });
    expect(await arrive(today)).toEqual({ reactivated: 4, membersAdded: 4 });
    expect(await idsAt(scene().server)).toEqual(before);
    await expectSettled();
  });

  test("state lost: what is there is linked again, and nobody comes or goes until the links are confirmed", async () => {
    const { today, folder, server } = scene();
    const before = await idsAt(server);
    for (const end of ["", "-wal", "-shm"]) rmSync(join(folder, `scimsync.db${end}`), { force: true });
    await run("state", "rebuild");
    // Members that nobody shows are added once more, which changes nothing.
    const untold = does(provider, "tells members") ? {} : { membersAdded: 6 };
    expect(await arrive(today)).toEqual(untold);
    const sent = server.requestCount() - server.requestCount("GET");
    const joined = withPeople(today, person("ne8", "Hal", "Hill"));
    const next = withMembers(withoutPerson(joined, "ne7"), "ng1", "ne1", "ne2", "ne8");
    expect(await scene().sync(next)).toMatchObject({ exitCode: 4, counts: { created: 0, deactivated: 0 } });
    await scene().expectHeld(today);
    expect(server.requestCount() - server.requestCount("GET")).toBe(sent);
    await run("state", "rebuild", "--confirm");
    left.push(accountOf(today, personOf(today, "ne7")));
    expect(await arrive(next)).toEqual({ created: 1, deactivated: 1, membersAdded: 1, membersRemoved: 1 });
    expect(await idsAt(server)).toMatchObject(before);
    await expectSettled();
  });

  describe("two targets of one provider", () => {
    const two = ["--config", "two.yaml"];
    let today: Directory;
    let before: Readonly<Record<string, string>>;

    /** Runs both on a directory, and expects that the server then holds what it says, and nothing is left to plan. */
    async function share(directory: Directory): Promise<readonly object[]> {
      today = directory;
      await writeDirectory(scene().folder, directory);
      const { runs } = JSON.parse(await run(...two, "sync", "--json")) as { runs: readonly RunReport[] };
      await scene().expectHeld(directory, { left });
      await run(...two, "plan", "--exit-code");
      expect(await idsAt(scene().server)).toMatchObject(before);
      return runs.map(done);
    }

    test("share its people out: each keeps its own, and whoever was with the other so far is let go of there", async () => {
      before = await idsAt(scene().server);
      writeTwoTargets(scene().folder);
      await run(...two, "detach", "ne3", "ne4", "--target", "app");
      // Fay, who is with the other, stays Cyd's manager.
      const taken = { linked: 2, waiting: 1, groupsLinked: 1 };
      const untold = does(provider, "tells members") ? {} : { membersAdded: 2 };
      expect(await share(scene().today)).toEqual([{}, { ...taken, ...untold }]);
    });

    test("each have those who come and go of their own", async () => {
      const ida = person("ne9", "Ida", "Inn", { department: "Sales" });
      const joined = withPeople(today, ida, person("ne10", "Jon", "Jay"));
      const seated = withMembers(joined, "ng2", "ne3", "ne4", "ne5", "ne9");
      left.push(accountOf(today, personOf(today, "ne4")));
      const ofSales = { created: 1, deactivated: 1, waiting: 1, membersAdded: 1, membersRemoved: 1 };
      expect(await share(withoutPerson(seated, "ne4"))).toEqual([{ created: 1 }, ofSales]);
    });

    test("do not take each other's people, until one lets go of them", async () => {
      const out = withMembers(today, "ng2", "ne3", "ne5");
      const seated = withMembers(out, "ng1", "ne1", "ne2", "ne8", "ne9");
      const moved = changePerson(seated, "ne9", { department: "Engineering" });
      await writeDirectory(scene().folder, moved);
      const { code, stdout } = await runIn(scene().folder, [...two, "sync", "--json"], {
        SCIM_TOKEN: scene().server.token,
      });
      const detail = expect.stringContaining("scimsync detach ne9 --target sales") as string;
      expect([code, JSON.parse(stdout)]).toMatchObject([
        3,
        { runs: [{ failures: [{ key: "ne9", code: "duplicate_source", detail }] }, { failures: [] }] },
      ]);
      await run(...two, "detach", "ne9", "--target", "sales");
      before = await idsAt(scene().server);
      expect(await share(moved)).toMatchObject([{ linked: 1, membersAdded: 1 }, { waiting: 1 }]);
    });
  });
});

function keysOf(all: readonly { readonly id: string }[]): string {
  return ["old,new", ...all.map(({ id }) => `${id},n${id}`), ""].join("\n");
}

function underNewKeys({ people, teams }: Directory): Directory {
  return {
    people: people.map((one) => ({
      ...one,
      id: `n${one.id}`,
      ...(one.manager !== undefined && { manager: `n${one.manager}` }),
    })),
    teams: teams.map((team) => ({
      ...team,
      id: `n${team.id}`,
      members: team.members.map((id) => `n${id}`),
    })),
  };
}

/** The config of the folder with a second target of the same provider, which has the people and the team of Sales. */
function writeTwoTargets(folder: string): void {
  const written = JSON.parse(readFileSync(join(folder, "scimsync.yaml"), "utf8")) as {
    targets: { app: JsonObject };
  };
  const { app } = written.targets;
  const sales = { where: 'user.department == "Sales"' };
  const targets = {
    app: { ...app, assign: { where: 'user.department != "Sales"' }, groups: { push: ["Engineering"] } },
    sales: { ...app, assign: sales, groups: { push: ["Sales"], existing: "merge" } },
  };
  writeFileSync(join(folder, "two.yaml"), JSON.stringify({ ...written, targets }));
}
