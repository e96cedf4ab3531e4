import { describe, expect, test } from "vitest";
import { company } from "../support/company.ts";
import { changePerson, personOf, withoutPerson } from "../support/directory.ts";
import { accountOf } from "../support/holdings.ts";
import { companyOverDays, done } from "../support/scene.ts";
import { startBetterAuth } from "../support/servers/better-auth.ts";
import { connectorFile } from "../support/servers/installed.ts";
import { startSamlJackson } from "../support/servers/saml-jackson.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";

async function withoutSettings(starting: Promise<ScimServer>): Promise<ScimServer> {
  return { ...(await starting), connector: connectorFile("generic") };
}

// Each misreads other requests than the other; their own connectors say which.
const strangers = [
  { title: "better-auth", start: () => withoutSettings(startBetterAuth()) },
  { title: "saml-jackson", start: () => withoutSettings(startSamlJackson({ engine: "mem" })) },
];

describe.each(strangers)("$title, of which the connector says nothing", ({ start }) => {
  const scene = companyOverDays(start);
  const nothing = { title: undefined, phone: undefined, department: undefined, manager: undefined };

  test("what changes, goes and comes back is so at the target, too", async () => {
    const moved = changePerson(company, "e02", { family: "Nunez", department: "Sales", title: "CTO" });
    expect(done(await scene().bring(moved))).toEqual({ updated: 1 });
    for (const name of Object.keys({ ...nothing, privateEmail: undefined })) {
      const emptied = changePerson(scene().today, "e02", { [name]: undefined });
      expect(done(await scene().bring(emptied)), name).toEqual({ updated: 1 });
    }
    expect(done(await scene().bring(moved))).toEqual({ updated: 1 });
    expect(done(await scene().bring(changePerson(moved, "e06", nothing)))).toEqual({ updated: 1 });
  });

  test("a leaver is switched off, and gets the account back", async () => {
    const before = scene().today;
    const left = [accountOf(before, personOf(before, "e08"))];
    expect(done(await scene().bring(withoutPerson(before, "e08"), { left }))).toMatchObject({
      deactivated: 1,
    });
    const back = changePerson(before, "e08", { privateEmail: "carla@home.example" });
    expect(done(await scene().bring(back))).toMatchObject({ reactivated: 1 });
  });
});
