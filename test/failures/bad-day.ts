import type { RunReport } from "../../src/sync/report.ts";
import { person } from "../support/company.ts";
import {
  changePerson,
  changeTeam,
  type Directory,
  withMembers,
  withoutPerson,
  withPeople,
} from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import { type Front, type Mishap, startFront } from "../support/front.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { openScene, type Scene } from "../support/scene.ts";
import { groupSchema, plainClient } from "../support/servers/plain-client.ts";

/** Keys say what is going to fail. */
const there = [
  "kept",
  "off",
  "hand",
  "back",
  "missing",
  "forbidden",
  "changed",
  "unreadable",
  "m1",
  "m2",
  "m3",
  "m4",
  "m5",
];
const joining = [
  "dupTarget",
  "dupSource",
  "holder",
  "unseen",
  "refused",
  "large",
  "cannot",
  "down",
  "silent",
];

function named(key: string): ReturnType<typeof person> {
  const email = `${key.toLowerCase()}.test@example.com`;
  return person(key, key, "Test", { email, title: "Engineer", phone: "1" });
}

const everybody: Directory = {
  people: there.map(named),
  teams: [
    { id: "gUnsafe", name: "Unsafe", members: ["m1", "m2", "m3"] },
    { id: "gGone", name: "Gone", members: ["m1"] },
    { id: "gCrowd", name: "Crowd", members: ["m1", "m2"] },
  ],
};

/** The directory of the day on which all goes wrong. */
export const badDay = badDirectory();

function badDirectory(): Directory {
  const left = withoutPerson(withoutPerson(everybody, "off"), "hand");
  const titled = ["missing", "forbidden", "changed", "unreadable"].reduce(
    (today, key) => changePerson(today, key, { title: "Chief" }),
    left,
  );
  const grown = withPeople(
    titled,
    ...joining.map(named),
    person("root", "Root", "Test"),
    person("unmapped", "Unmapped", "Test", { email: "" }),
    person("ruled", "Ruled", "Test", { title: "x".repeat(41) }),
    person("twinA", "Twin", "Test", { email: "twin@example.com" }),
    person("twinB", "Twin", "Test", { email: "twin@example.com" }),
  );
  const renamed = changeTeam(grown, "gGone", { name: "Gone for good" });
  const moved = withMembers(renamed, "gUnsafe", "m1", "m2");
  const crowded = withMembers(moved, "gCrowd", "m1", "m2", "m3", "m4", "m5");
  return { ...crowded, teams: [...crowded.teams, { id: "gThere", name: "There", members: ["m1"] }] };
}

function refusal(status: number, detail: string, scimType?: string): Mishap {
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
  const text = JSON.stringify({ schemas, status: String(status), scimType, detail });
  const headers = { "content-type": "application/scim+json", "x-request-id": `req-${status}` };
  return { status, text, headers };
}

/** What the service says to those who are to be made, by key. */
const toPost: Readonly<Record<string, Mishap>> = {
  unseen: refusal(409, "that name is taken", "uniqueness"),
  refused: refusal(400, "phone numbers need a country", "invalidValue"),
  large: refusal(413, "too much"),
  cannot: refusal(501, "no such thing here"),
  down: refusal(500, "the database sleeps"),
  silent: "reset",
};

/** What it says to changes of accounts, by key. */
const toChange: Readonly<Record<string, Mishap>> = {
  off: { as: "GET" },
  back: { as: "GET" },
  hand: refusal(400, "this is the last owner"),
  forbidden: refusal(403, "not with this token"),
  changed: refusal(412, "somebody was faster"),
  unreadable: { status: 200, text: "<html>Sign in</html>", headers: { "content-type": "text/html" } },
};

/** A scene that had two good days; the next run, with `badDay`, fails in every way that one target can. */
export async function setBadDay(): Promise<Scene<Front>> {
  const connector = {
    groups: { membersPerGroup: 4 },
    reads: { shows: "own" },
    bulk: { use: "never" },
    deactivate: {
      refusals: [{ status: 400, says: "last owner", remedy: "Name another owner there first." }],
    },
  } as const;
  const start = async () => startFront(await startSandboxServer(connector, ["pathFilterRemovesAll"]));
  const users = { match: ["externalId"], missing: "report", rules: { title: { maxLength: 40 } } } as const;
  const scene = await openScene(
    start,
    { users, target: { protect: ["root.test@example.com"] } },
    fastClock(200),
  );
  expectDone(await scene.sync(everybody));
  expectDone(await scene.sync(withoutPerson(everybody, "back")));
  await othersMeddle(scene);
  scene.server.meddle(await mishaps(scene));
  return scene;
}

function expectDone({ exitCode, failures, error }: RunReport): void {
  if (exitCode !== 0) throw new Error(JSON.stringify({ exitCode, failures, error }));
}

/** What somebody else does at the service before the bad day. */
async function othersMeddle(scene: Scene): Promise<void> {
  const client = plainClient(scene.server);
  const idOf = async (name: string) => (await scene.idOf(name)) ?? "";
  for (const userName of ["old1@example.com", "old2@example.com"])
    await client.createUser({ userName, externalId: "dupTarget" });
  await client.createUser({ userName: "holder.test@example.com", externalId: "somebody" });
  await client.send("POST", "/Groups", { schemas: [groupSchema], displayName: "There" });
  await client.send("DELETE", `/Users/${await idOf("missing.test@example.com")}`);
  await client.send("DELETE", `/Groups/${await idOf("Gone")}`);
  const op = { op: "replace", path: "externalId", value: "dupSource" };
  await client.patch(`/Users/${await idOf("kept.test@example.com")}`, [op]);
}

async function mishaps(scene: Scene): Promise<(method: string, path: string, body: string) => Mishap> {
  const ids = new Map<string, string>();
  for (const key of Object.keys(toChange))
    ids.set(`/Users/${await scene.idOf(`${key}.test@example.com`)}`, key);
  return (method, path, body) => {
    if (method === "GET") return undefined;
    if (path === "/Users") return toPost[/"externalId":"(\w+)"/.exec(body)?.[1] ?? ""];
    return toChange[ids.get(path) ?? ""];
  };
}
