import { describe, expect, test } from "vitest";
import { company } from "../support/company.ts";
import { changeTeam, withMembers } from "../support/directory.ts";
import type { Besides } from "../support/holdings.ts";
import { teamProviders } from "../support/providers.ts";
import { done, setScene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";

const sales = 'Sales "EMEA", all';
const emails = new Map(company.people.map(({ id, email }) => [id, email]));
const names = (...ids: readonly string[]) => ids.map((id) => emails.get(id) ?? id).sort();

/** The RFC as it stands, a server that keeps a member twice, and one that does not tell members. */
const titles = new Set(["sandbox", "scimmy", "saml-jackson, mem"]);
const providers = teamProviders.filter(({ title }) => titles.has(title));

function besides(...members: readonly string[]): Besides {
  return { notPushed: ["g1", "g3"], groups: [{ displayName: "admin", members: names(...members) }] };
}

describe.each(providers)("a team linked to a group of the service's own, at $title", ({ start }) => {
  test("its members follow, and the group keeps its name and its id, whatever the team is called", async () => {
    const scene = await setScene(start, { groups: { push: ["Platform"], link: { [sales]: "admin" } } });
    const id = await plainClient(scene.server).createGroup({ displayName: "admin" });
    const first = await scene.bring(company, besides("e01", "e07", "e08", "e09"));
    expect(first.counts).toMatchObject({ groupsLinked: 1, groupsCreated: 1 });
    scene.configure({ groups: { push: ["Platform"], link: { Vertrieb: "admin" } } });
    const renamed = changeTeam(withMembers(company, "g3", "e07", "e11"), "g3", { name: "Vertrieb" });
    expect(done(await scene.bring(renamed, besides("e07", "e11")))).toEqual({
      membersAdded: 1,
      membersRemoved: 3,
    });
    expect(await scene.idOf("admin")).toBe(id);
    scene.configure({ groups: { push: ["Platform"], link: {}, unpushed: "delete" } });
    expect(done(await scene.bring(renamed, besides("e07", "e11")))).toEqual({});
  });
});
