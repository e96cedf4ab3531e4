import { expect, test } from "vitest";
import { company } from "../support/company.ts";
import { changePerson, type Directory, withMembers } from "../support/directory.ts";
import { heldBy, saidBy } from "../support/holdings.ts";
import { says, setBehind } from "./hostile-scene.ts";
import type { Heard } from "./hostile-server.ts";

const [ada, bob, boss] = [company.people[5], company.people[6], company.people[11]];
if (ada === undefined || bob === undefined || boss === undefined) throw new Error("the company is too small");
const people: Directory = { people: [{ ...ada, manager: boss.id }, bob, boss], teams: [] };
const team: Directory = {
  ...people,
  teams: [{ id: "g1", name: "Team", members: [ada.id, bob.id, boss.id] }],
};
const sorry = says(200, "<html>Sorry</html>");

/** From the request that makes Ada on, nothing about users is answered. */
function isFromCreationOfAda({ method, path, body }: Heard, times: number): boolean {
  return times > 0 ? path.includes("/Users") : method === "POST" && body.includes(ada?.email ?? "");
}

test("an account that may have been made is looked for by what was sent, when the record is another by then", async () => {
  const { server, installation } = await setBehind(isFromCreationOfAda, sorry, true);
  expect(await installation.sync(people)).toMatchObject({ exitCode: 3 });
  expect((await heldBy(server)).accounts.map(({ userName }) => userName)).toContain(ada.email);

  server.setMischief(() => undefined);
  const married = changePerson(people, ada.id, {
    family: "Lovelace",
    email: "ada.lovelace@example.com",
    privateEmail: undefined,
  });
  expect(await installation.sync(married)).toMatchObject({ exitCode: 0, failures: [] });
  // Nor is the private address there any more, which only the lost request had.
  expect(await heldBy(server)).toEqual(saidBy(married));
  expect(await installation.sync()).toMatchObject({ exitCode: 0, requests: { total: 0 } });
});

test("a group that may have been made is looked for by the name it had then", async () => {
  const { server, installation } = await setBehind(isFromGroupCreation, sorry, true);
  expect(await installation.sync(team)).toMatchObject({ exitCode: 3 });
  server.setMischief(() => undefined);
  const renamed: Directory = { ...team, teams: team.teams.map((one) => ({ ...one, name: "Crew" })) };
  expect(await installation.sync(renamed)).toMatchObject({ exitCode: 0, failures: [] });
  expect(await heldBy(server)).toEqual(saidBy(renamed));
});

/** From the request that makes the group on, nothing about groups is answered. */
function isFromGroupCreation({ method, path }: Heard, times: number): boolean {
  return path.includes("/Groups") && (times > 0 || method === "POST");
}

/** From the request that adds members on, nothing about groups is answered. */
function isFromAddition({ method, path }: Heard, times: number): boolean {
  return path.includes("/Groups/") && (times > 0 || method === "PATCH");
}

test("members who may have been added are taken out when they leave the team meanwhile", async () => {
  const { server, installation } = await setBehind(isFromAddition, sorry, true);
  expect(await installation.sync(team)).toMatchObject({ exitCode: 3 });

  const smaller = withMembers(team, "g1", boss.id);
  // What became of them cannot be learnt yet, so the group is left alone.
  expect(await installation.sync(smaller)).toMatchObject({ exitCode: 3, failures: [{ key: "g1" }] });

  server.setMischief(() => undefined);
  expect(await installation.sync()).toMatchObject({ exitCode: 0, failures: [] });
  expect(await heldBy(server)).toEqual(saidBy(smaller));
});
