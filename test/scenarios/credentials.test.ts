import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { company, person } from "../support/company.ts";
import { changePerson, withPeople } from "../support/directory.ts";
import { heldBy } from "../support/holdings.ts";
import { type OAuthFront, type OAuthManners, startOAuthFront } from "../support/oauth-front.ts";
import { accountProviders } from "../support/providers.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { done, type Scene, setCompanyScene, setScene } from "../support/scene.ts";

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

interface Fronted {
  readonly front: OAuthFront;
  readonly scene: Scene<SandboxServer>;
}

async function setFronted(manners: OAuthManners, auth: object): Promise<Fronted> {
  const sandbox = await startSandboxServer();
  const front = await startOAuthFront(sandbox, manners);
  const target = {
    baseUrl: front.baseUrl,
    auth: { clientId: "scimsync", tokenUrl: front.tokenUrl, ...auth },
  };
  const environment = { CLIENT_SECRET: "client-s3cret" };
  const scene = await setScene(() => Promise.resolve(sandbox), { target, environment });
  return { front, scene };
}

describe("a service that wants OAuth", () => {
  test("takes tokens back at any moment, and the run ends right", async () => {
    const { front, scene } = await setFronted({ uses: 20 }, { clientSecret: "${env.CLIENT_SECRET}" });
    const report = await scene.sync(company);
    expect(done(report)).toEqual({ created: 12, groupsCreated: 3, membersAdded: 13 });
    expect(report).toMatchObject({ exitCode: 0, failures: [] });
    await scene.expectHeld(company);
    const { let: entered, refused } = front.count;
    expect(front.granted.length).toBe(Math.ceil(entered / 20));
    expect(report.requests.total).toBe(entered + refused);
    expect(report.requests.retried).toBe(refused);
    expect(front.granted.length).toBeGreaterThan(2);
    expect(refused).toBeGreaterThanOrEqual(front.granted.length - 1);
    await scene.expectNoRequests();
    expect(front.granted.length).toBe(Math.ceil(entered / 20));
  });

  test("gives a new refresh token each time, and the next run has it", async () => {
    const { front, scene } = await setFronted({ rotates: true }, { refreshToken: { file: "refresh" } });
    const file = join(scene.folder, "refresh");
    await writeFile(file, front.refreshToken);
    for (const directory of [company, changePerson(company, "e01", { title: "Fellow" })]) {
      const report = await scene.sync(directory);
      expect(report).toMatchObject({ exitCode: 0, failures: [] });
      expect(await readFile(file, "utf8")).toBe(`${front.refreshToken}\n`);
    }
    expect(front.granted).toHaveLength(2);

    await writeFile(file, "an-old-one");
    const refused = await scene.sync(company);
    expect(refused).toMatchObject({ exitCode: 6, failures: [], error: { reason: "credentials_refused" } });
    expect(refused.error?.message).toContain("check auth.refreshToken (file refresh)");
    expect(refused.requests.total).toBe(0);
  });
});
