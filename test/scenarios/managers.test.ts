import { expect, test } from "vitest";
import { company, person } from "../support/company.ts";
import { changePerson, personOf, withoutPerson } from "../support/directory.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { done, setCompanyScene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";

const start = () => startSandboxServer();
const lukasz = personOf(company, "e04");

test("whoever waits for a manager no more is not counted as waiting", async () => {
  const scene = await setCompanyScene(start);
  const gone = withoutPerson(company, "e04");
  await scene.sync(gone);
  const retitled = changePerson(gone, "e05", { title: "Principal" });
  expect(done(await scene.sync(retitled))).toEqual({ updated: 1, waiting: 1 });
  expect(done(await scene.sync(changePerson(retitled, "e05", { manager: "e06" })))).toEqual({ updated: 1 });
});

test("reports of a manager whose account was deleted, and who comes back, name the new account", async () => {
  const scene = await setCompanyScene(start, { users: { deprovision: "delete" } });
  await scene.sync(withoutPerson(company, "e04"));
  await scene.expectNoRequests();
  await scene.sync(company);
  await scene.bring(company);
});

test("reports of a manager whose account was deleted by hand, and made again, name the new account", async () => {
  const scene = await setCompanyScene(start);
  await plainClient(scene.server).send("DELETE", `/Users/${await scene.idOf(lukasz.email)}`);
  const changed = changePerson(company, "e04", { title: "Fellow" });
  await scene.sync(changed);
  await scene.sync();
  await scene.bring(changed);
});

test("a manager who joins after the reports named them is set as soon as there is an account", async () => {
  const scene = await setCompanyScene(start);
  const early = changePerson(company, "e09", { manager: "e13" });
  expect(done(await scene.sync(early))).toEqual({ waiting: 1 });
  await scene.expectNoRequests();
  // Until then the manager of yesterday stays.
  await scene.expectHeld(company);
  const joined = { ...early, people: [...early.people, person("e13", "Nina", "Nowak")] };
  expect(done(await scene.bring(joined))).toEqual({ created: 1, updated: 1 });
});
