import { describe, expect, test } from "vitest";
import { company, person } from "../support/company.ts";
import { changePerson, withPeople } from "../support/directory.ts";
import { heldBy } from "../support/holdings.ts";
import { accountProviders } from "../support/providers.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { done, setCompanyScene, setScene } from "../support/scene.ts";

describe.each(accountProviders)("a wrong token at $title", ({ start }) => {
  test("ends the run at once, marks nobody failed, and is made good by the right one", async () => {
    const scene = await setScene(start, { token: "not-the-token" });
    const refused = await scene.sync(company);
    expect(refused).toMatchObject({ exitCode: 6, failures: [], error: { reason: "credentials_refused" } });
    expect(refused.counts).toMatchObject({ failed: 0, created: 0 });
    expect(scene.server.requestCount()).toBeGreaterThan(0);
    // Some let anybody see ServiceProviderConfig and /Schemas; the first that needs the token ends it.
    expect(scene.server.requestCount()).toBeLessThanOrEqual(3);
    expect(await heldBy(scene.server)).toEqual({ accounts: [], groups: [] });

    scene.configure({ token: scene.server.token });
    expect(done(await scene.bring(company))).toEqual({ created: 12, groupsCreated: 3, membersAdded: 13 });
  });
});

test("a token that was right yesterday does the same, and loses no change", async () => {
  const scene = await setCompanyScene(() => startSandboxServer());
  const before = scene.server.requestCount();
  scene.configure({ token: "not-the-token" });
  const changed = withPeople(
    changePerson(company, "e01", { title: "Fellow" }),
    person("e13", "Nina", "Nowak"),
  );
  for (const directory of [changed, undefined]) {
    const refused = await scene.sync(directory);
    expect(refused).toMatchObject({ exitCode: 6, failures: [], counts: { failed: 0 } });
  }
  expect(scene.server.requestCount() - before).toBeLessThanOrEqual(4);
  await scene.expectHeld(company);

  scene.configure({ token: scene.server.token });
  expect(done(await scene.bring(changed))).toEqual({ created: 1, updated: 1 });
});
