import { describe, expect, test } from "vitest";
import { company, person } from "../support/company.ts";
import { changePerson, type Directory, personOf, withPeople } from "../support/directory.ts";
import { accountProviders } from "../support/providers.ts";
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
  test("three people who hand theirs round, while two others swap", async () => {
    const scene = await setCompanyScene(() => startSandboxServer());
    const round = handedRound(handedRound(company, "e01", "e02", "e03"), "e07", "e08");
    expect(done(await scene.bring(round))).toEqual({ updated: 5 });
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
