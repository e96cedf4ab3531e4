import { expect, test } from "vitest";
import { company } from "../support/company.ts";
import { changePerson } from "../support/directory.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { setScene } from "../support/scene.ts";
import { startBetterAuth } from "../support/servers/better-auth.ts";
import { startScimmy } from "../support/servers/scimmy.ts";

/** Those that publish schemas. */
const providers = [
  { title: "sandbox", start: () => startSandboxServer() },
  { title: "scimmy", start: startScimmy },
  { title: "better-auth", start: startBetterAuth },
];

test.each(providers)(
  "what the schemas of $title do not take is not sent, all else is, and it heals by itself",
  async ({ start }) => {
    const attributes = {
      userName: "${user.email}",
      // A list, for whoever has a title of two words, where one value is taken.
      displayName: '${user.title.contains(" ") ? split(user.title, " ") : user.title}',
    };
    const scene = await setScene(start, { users: { attributes }, groups: { push: [] } });
    const plain = company.people.reduce(
      (directory, { id }) => changePerson(directory, id, { title: "Engineer" }),
      company,
    );
    const report = await scene.sync(changePerson(plain, "e03", { title: "Chief Engineer" }));
    expect(report).toMatchObject({ exitCode: 3, counts: { created: 11, quarantined: 1, failed: 0 } });
    expect(report.failures).toMatchObject([
      {
        key: "e03",
        code: "rule_broken",
        detail: "displayName: takes one value, and would be given a list (the target's /Schemas)",
      },
    ]);
    expect(await scene.server.users()).toHaveLength(11);
    expect(await scene.sync()).toMatchObject({ exitCode: 3, requests: { total: 0 } });
    expect(await scene.sync(plain)).toMatchObject({ exitCode: 0, counts: { created: 1 }, failures: [] });
    await scene.expectNoRequests();
  },
);
