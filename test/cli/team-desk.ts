import type { JsonObject } from "../../src/canonical.ts";
import { onTestFinished } from "vitest";
import { plainClient, type PlainClient } from "../support/servers/plain-client.ts";
import { type Desk, openDesk } from "./desk.ts";

/** A desk with four people and three teams, for what is done with groups. */
export interface TeamDesk extends Desk {
  readonly client: PlainClient;
  /** Writes the config with these settings of `groups`, and others of the target. */
  configure(groups: JsonObject, target?: JsonObject): void;
  /** Writes who is in which team, by group key. */
  seat(teams: Readonly<Record<string, readonly string[]>>): void;
  /** Members at the target by displayName, sorted. */
  held(): Readonly<Record<string, readonly string[]>>;
  idOf(displayName: string): string;
  userId(userName: string): string;
  /** Runs the work, and gives how often each method was sent meanwhile. */
  counting(work: () => Promise<unknown>): Promise<Readonly<Record<string, number>>>;
}

export const teams = { g1: ["ann", "ben"], g2: ["ben", "cyd"], g3: ["dan"] } as const;

/** Ends with the test. */
export async function openTeamDesk(): Promise<TeamDesk> {
  const desk = await openDesk();
  onTestFinished(() => desk.close());
  const { sandbox } = desk;
  const teamDesk: TeamDesk = {
    ...desk,
    client: plainClient({ baseUrl: sandbox.url, token: sandbox.token }),
    configure(groups, target = {}) {
      const app = {
        baseUrl: sandbox.url,
        auth: { token: "${env.SCIM_TOKEN}" },
        assign: { everyone: true },
        users: { attributes: { userName: "${user.id}", title: "${user.title}" } },
        groups,
        ...target,
      };
      const source = {
        type: "csv",
        users: { file: "people.csv", key: "id" },
        groups: { file: "groups.csv", key: "id", name: "name" },
        memberships: { file: "memberships.csv", group: "group", member: "member" },
      };
      desk.write("scimsync.yaml", JSON.stringify({ source, targets: { app } }));
    },
    seat(members) {
      const rows = Object.entries(members).flatMap(([group, ids]) => ids.map((id) => `${group},${id}`));
      desk.write("memberships.csv", "group,member", ...rows);
    },
    held: () =>
      Object.fromEntries(
        sandbox
          .groups()
          .map(({ displayName, members = [] }) => [
            displayName as string,
            (members as readonly { value: string }[]).map(({ value }) => nameOf(value)).sort(),
          ]),
      ),
    idOf: (name) => sandbox.groups().find(({ displayName }) => displayName === name)?.["id"] as string,
    userId: (name) => sandbox.users().find(({ userName }) => userName === name)?.["id"] as string,
    async counting(work) {
      sandbox.clearRequests();
      await work();
      return sandbox.requests().byMethod;
    },
  };
  function nameOf(id: string): string {
    return (sandbox.users().find((user) => user["id"] === id)?.["userName"] as string) ?? `nobody ${id}`;
  }
  desk.write("people.csv", "id,title", "ann,Boss", "ben,Dev", "cyd,Dev", "dan,Cook");
  desk.write("groups.csv", "id,name", "g1,Staff", "g2,Builders", "g3,Cooks");
  teamDesk.seat(teams);
  return teamDesk;
}
