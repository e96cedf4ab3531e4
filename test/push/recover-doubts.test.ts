import { expect, test } from "vitest";
import { company, person } from "../support/company.ts";
import {
  changePerson,
  changeTeam,
  type Directory,
  personOf,
  withMembers,
  withoutPerson,
  withPeople,
} from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import { type Front, startFront } from "../support/front.ts";
import { accountOf } from "../support/holdings.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { type Scene, setScene } from "../support/scene.ts";
import type { TargetSettings } from "../support/installation.ts";

type Connector = Parameters<typeof startSandboxServer>[0];

/** The company is at the provider; then a run with another directory sends its write, and learns nothing more. */
async function loseAnswer(
  write: string,
  before: readonly Directory[],
  changed: Directory,
  { connector, ...settings }: TargetSettings & { readonly connector?: Connector } = {},
): Promise<Scene<Front>> {
  const start = async () => startFront(await startSandboxServer(connector));
  const scene = await setScene(start, settings, fastClock(200));
  for (const directory of before) expect(await scene.sync(directory)).toMatchObject({ exitCode: 0 });
  let isOut = false;
  scene.server.meddle((method, path) => {
    const isIt = `${method} ${path}`.startsWith(write);
    isOut ||= isIt;
    if (!isOut) return undefined;
    return isIt ? "lost" : { status: 500 };
  });
  expect((await scene.sync(changed)).exitCode).not.toBe(0);
  expect(isOut).toBe(true);
  scene.server.meddle(() => undefined);
  return scene;
}

const joiner = person("n1", "Nora", "New");
const grown = withPeople(company, joiner);
const withoutMary = withoutPerson(company, "e03");

test("a change that is taken back meanwhile is taken back at the provider", async () => {
  const changed = changePerson(company, "e11", { title: "Treasurer", phone: undefined, department: "Board" });
  const scene = await loseAnswer("PATCH /Users", [company], changed);
  await scene.bring(company);
});

test("a change in place of another that was lost is made, and so is what was not mapped before", async () => {
  const emptied = changePerson(company, "e11", { title: undefined });
  const scene = await loseAnswer("PATCH /Users", [company], emptied);
  await scene.bring(changePerson(company, "e11", { privateEmail: "finn@home.example" }));
});

test("who was switched off without our learning of it, and comes back, is switched on", async () => {
  const scene = await loseAnswer("PATCH /Users", [company], withoutMary);
  await scene.bring(company);
});

test("who was switched off without our learning of it, and is hidden since, comes back to the same account", async () => {
  const connector = { deactivate: { inactive: "hidden" } };
  const before = [company, withoutMary, company];
  const scene = await loseAnswer("PATCH /Users", before, withoutMary, { connector });
  const { counts } = await scene.bring(company);
  expect(counts).toMatchObject({ created: 0, reactivated: 1 });
});

async function startReadOnly(): Promise<Front> {
  return startFront(await startSandboxServer({ deactivate: { inactive: "readOnly" } }));
}

test("who was switched on, and of whom no more was taken, is switched off when they leave again", async () => {
  const scene = await setScene(startReadOnly, {}, fastClock(200));
  await scene.sync(company);
  await scene.sync(withoutMary);
  let writes = 0;
  scene.server.meddle((method, path) => {
    if (method !== "PATCH" || !path.startsWith("/Users")) return undefined;
    writes += 1;
    return writes > 1 ? { status: 403 } : undefined;
  });
  const back = await scene.sync(changePerson(company, "e03", { title: "Chief" }));
  expect(back.failures).toMatchObject([{ key: "e03", code: "forbidden" }]);
  scene.server.meddle(() => undefined);
  await scene.bring(withoutMary, { left: [accountOf(company, personOf(company, "e03"))] });
});

test("who was switched on without our learning of it, and leaves again, is switched off", async () => {
  const scene = await loseAnswer("PATCH /Users", [company, withoutMary], company);
  await scene.bring(withoutMary, { left: [accountOf(company, personOf(company, "e03"))] });
});

test("who was deleted without our learning of it, and comes back, gets an account, a manager and teams", async () => {
  const users = { deprovision: "delete" };
  const scene = await loseAnswer("DELETE /Users", [company], withoutMary, { users });
  await scene.bring(company);
});

test("whoever names as manager one who was deleted without our learning of it, and comes back, names them in the same run", async () => {
  const users = { deprovision: "delete" };
  const scene = await loseAnswer("DELETE /Users", [company], withoutPerson(company, "e07"), { users });
  await scene.bring(company);
});

test("a team renamed without our learning of it gets its old name back", async () => {
  const renamed = changeTeam(company, "g2", { name: "Platforms" });
  const scene = await loseAnswer("PATCH /Groups", [company], renamed);
  await scene.bring(company);
});

test("a team deleted without our learning of it comes back with its members", async () => {
  const { teams } = company;
  const without = { ...company, teams: teams.filter(({ id }) => id !== "g3") };
  const groups = { unpushed: "delete" };
  const scene = await loseAnswer("DELETE /Groups", [company], without, { groups });
  await scene.bring(company);
});

test("an account made without our learning of it gives its name away before another takes it", async () => {
  const scene = await loseAnswer("POST /Users", [company], grown, { users: { match: ["userName"] } });
  // e01 comes before n1 in every order.
  const renamed = changePerson(grown, "n1", { email: "nora.other@example.com" });
  await scene.bring(changePerson(renamed, "e01", { email: joiner.email }));
});

test("an account made without our learning of it may swap its name with another", async () => {
  const scene = await loseAnswer("POST /Users", [company], grown);
  const swapped = changePerson(grown, "n1", { email: personOf(company, "e01").email });
  await scene.bring(changePerson(swapped, "e01", { email: joiner.email }));
});

test("of accounts made without our learning of it those of leavers are deleted in one run, where that is policy", async () => {
  const users = { deprovision: "delete" };
  const scene = await loseAnswer("POST /Users", [company], grown, { users });
  await scene.bring(company);
});

test("a name that was sent to make an account, and is another's by now, keeps nobody from having one", async () => {
  const scene = await setScene(async () => startFront(await startSandboxServer()), {}, fastClock(200));
  await scene.bring(company);
  let isOut = false;
  scene.server.meddle((method) => {
    isOut ||= method === "POST";
    // It never arrives, and nobody can know.
    return isOut ? { status: 503 } : undefined;
  });
  expect((await scene.sync(grown)).exitCode).not.toBe(0);
  scene.server.meddle(() => undefined);
  const renamed = changePerson(grown, "n1", { email: "nora.other@example.com" });
  await scene.bring(changePerson(renamed, "e01", { email: joiner.email }));
});

const connector = { groups: { membersReadable: false } };

test("where members cannot be read, who was added without our learning of it and leaves the team is taken out", async () => {
  const added = withMembers(company, "g3", "e07", "e08", "e09", "e01", "e11");
  const scene = await loseAnswer("PATCH /Groups", [company], added, { connector });
  await scene.bring(company);
});

test("where members cannot be read, who was taken out without our learning of it and comes back is a member", async () => {
  const fewer = withMembers(company, "g3", "e07", "e08", "e01");
  const scene = await loseAnswer("PATCH /Groups", [company], fewer, { connector });
  await scene.bring(company);
});

test("an account that cannot be read keeps nothing else from being done, and is put right when it can", async () => {
  const scene = await loseAnswer("PATCH /Users", [company], withoutMary);
  const mary = `/Users/${await scene.idOf(personOf(company, "e03").email)}`;
  scene.server.meddle((_method, path) => (path === mary ? { status: 500 } : undefined));
  const changed = changePerson(company, "e11", { title: "Treasurer" });
  const report = await scene.sync(changed);
  expect(report).toMatchObject({ exitCode: 3, counts: { updated: 1, failed: 1 } });
  expect(report.failures).toMatchObject([
    { key: "e03", detail: expect.stringContaining("cannot be learnt") as string },
  ]);
  scene.server.meddle(() => undefined);
  await scene.bring(changed);
});
