import { expect } from "vitest";
import type { Json, JsonObject } from "../../src/canonical.ts";
import type { RunReport } from "../../src/sync/report.ts";
import { person } from "./company.ts";
import { changePerson, type Directory, type PersonChanges, withoutPerson } from "./directory.ts";
import { type Scene, setScene } from "./scene.ts";
import { plainClient } from "./servers/plain-client.ts";
import type { ScimServer } from "./servers/scim-server.ts";

export const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const ann = person("a1", "Ann", "Ash", {
  title: "Engineer",
  phone: "1234-5678",
  privateEmail: "ann@home.example",
});
const bob = person("b1", "Bob", "Birch");
/** Ann, and somebody else who stays. */
export const directory: Directory = { people: [ann, bob], teams: [] };

/** Attributes that policies are tried on. */
export const attributes: JsonObject = {
  userName: "${user.email}",
  externalId: "${user.id}",
  displayName: '${join([user.given, user.family], " ")}',
  title: "${user.title}",
  nickName: "${user.department}",
  emails: [
    { value: "${user.email}", type: "work", primary: true },
    { value: "${user.private_email}", type: "home" },
  ],
  [enterprise]: { costCenter: "${user.phone}" },
};

/** A scene in which everything happens to Ann's account. */
export interface Stage extends Scene {
  /** Bodies of the writes since the last run began. */
  readonly bodies: readonly string[];
  /** Runs with Ann changed since the run before, expects no failure, and that nothing is left to do. */
  day(changes?: PersonChanges): Promise<RunReport>;
  /** Lets Ann leave, and come back with changes. */
  leaveAndReturn(changes?: PersonChanges): Promise<RunReport>;
  /** Ann's account as the server holds it. */
  account(): Promise<JsonObject>;
  /** Somebody else writes to Ann's account; null removes. */
  others(changes: JsonObject): Promise<void>;
}

/** Sets a stage for one test, with settings of `users` that differ. */
export async function setStage(start: () => Promise<ScimServer>, policies: JsonObject): Promise<Stage> {
  const bodies: string[] = [];
  const watch = (_method: string, _path: string, body: string) => void bodies.push(body);
  const scene = await setScene(start, { users: { attributes, ...policies }, watch });
  async function run(today: Directory): Promise<RunReport> {
    bodies.length = 0;
    const report = await scene.sync(today);
    expect(report.failures).toEqual([]);
    await scene.expectNoRequests();
    return report;
  }
  const account = () => accountAt(scene.server, ann.email);
  return Object.assign(Object.create(scene) as Scene, {
    bodies,
    account,
    day: (changes: PersonChanges = {}) => run(changePerson(withAnn(scene.today), "a1", changes)),
    async leaveAndReturn(changes: PersonChanges = {}) {
      const before = withAnn(scene.today);
      await run(withoutPerson(before, "a1"));
      return run(changePerson(before, "a1", changes));
    },
    async others(changes: JsonObject) {
      const held = await account();
      await replaceAt(scene.server, held, changes);
    },
  });
}

/** A scene begins with a company of which Ann is no part. */
function withAnn(today: Directory): Directory {
  return today.people.some(({ id }) => id === "a1") ? today : directory;
}

export async function accountAt(server: ScimServer, userName: string): Promise<JsonObject> {
  const found = (await server.users()).find((user) => user["userName"] === userName);
  if (found === undefined) throw new Error(`there is no ${userName}`);
  return found;
}

async function replaceAt(server: ScimServer, held: JsonObject, changes: JsonObject): Promise<void> {
  const { id, meta: _meta, groups: _groups, ...rest } = held;
  const entries = Object.entries({ ...rest, ...changes }).filter(([, value]) => value !== null);
  const { status } = await plainClient(server).send(
    "PUT",
    `/Users/${id as string}`,
    Object.fromEntries(entries),
  );
  expect(status).toBe(200);
}

/** Addresses by type. */
export function emailsOf(account: JsonObject): Readonly<Record<string, Json | undefined>> {
  const emails = account["emails"] as readonly JsonObject[];
  return Object.fromEntries(emails.map((email) => [email["type"] as string, email["value"]]));
}
