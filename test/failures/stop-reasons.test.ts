import { afterAll, beforeAll, expect, test } from "vitest";
import type { TargetErrorReason } from "../../src/errors.ts";
import { type Clock, systemClock } from "../../src/clock.ts";
import { stopRemedies } from "../../src/sync/stop-remedies.ts";
import { rendered } from "./rendered.ts";
import { person } from "../support/company.ts";
import { type Directory, withoutPerson, withPeople } from "../support/directory.ts";
import { type Front, type Mishap, startFront } from "../support/front.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { openScene, type Scene } from "../support/scene.ts";

const day = 24 * 3_600_000;
let ahead = 0;
/** The clock of this machine, which may be put ahead; nobody waits long. */
const clock: Clock = {
  now: () => systemClock.now() + ahead,
  sleep: (ms, signal) => systemClock.sleep(ms / 500, signal),
};

const [ann, bob] = [person("a1", "Ann", "Ash"), person("b1", "Bob", "Birch")];
const two: Directory = { people: [ann, bob], teams: [] };
const three = withPeople(two, person("c1", "Cid", "Clay"));
const many = withPeople(
  two,
  ...Array.from({ length: 21 }, (_, n) => person(`n${n}`, "New", "Test", { email: `new${n}@example.com` })),
);

let scene: Scene<Front>;
let address = "";

beforeAll(async () => {
  scene = await openScene(
    async () => startFront(await startSandboxServer()),
    { users: { deleteAfter: "30d" }, limits: { maxWait: "60s" } },
    clock,
  );
  address = scene.server.baseUrl;
  expect(await scene.sync(three)).toMatchObject({ exitCode: 0 });
  expect(await scene.sync(two)).toMatchObject({ exitCode: 0, counts: { deactivated: 1 } });
});
afterAll(() => scene.end());

/** What of the target as a whole goes wrong, and what has to be said of it. */
interface Expected {
  readonly mishap?: (method: string) => Mishap;
  readonly target?: string;
  /** Of days. */
  readonly ahead?: number;
  readonly directory?: Directory;
  readonly says: RegExp;
}

const error = (status: number, detail: string): Mishap => ({
  status,
  text: JSON.stringify({ schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], detail }),
  headers: { "content-type": "application/scim+json" },
});

const table: Readonly<Record<TargetErrorReason, Expected>> = {
  unreachable: {
    mishap: () => "reset",
    says: /cannot be worked with: .*(?:ECONNRESET|socket|closed)/,
  },
  credentials_refused: {
    mishap: () => error(401, "the token is over"),
    says: /credentials refused \(HTTP 401: the token is over\); check auth\.token \(\$\{env\.SCIM_TOKEN\}\)/,
  },
  not_scim: {
    mishap: () => ({ status: 200, text: "<html>Welcome</html>", headers: { "content-type": "text/html" } }),
    says: /does not answer like a SCIM service \(HTTP 200, text\/html\); check baseUrl/,
  },
  throttled: {
    mishap: () => ({ status: 429, headers: { "retry-after": "3600" } }),
    says: /refused all requests .*HTTP 429 or 503.* asks to wait 60 minutes more, .*limits\.maxWait/,
  },
  other_tenant: {
    target: "/elsewhere",
    says: /baseUrl was \S+ and is now \S+\/elsewhere, but the state file holds accounts of the former/,
  },
  clock_differs: {
    ahead: 400,
    directory: two,
    says: /it is 20\S+ here and 20\S+ at the target, and 1 to be deleted/,
  },
  breaker: {
    mishap: (method) => (method === "POST" ? error(400, "no more seats") : undefined),
    directory: many,
    says: /20 operations in a row failed; the last one with rejected_by_target \(HTTP 400\) to POST \/Users: no more seats/,
  },
};

test.each(Object.entries(table))(
  "%s: target, address, what was answered, what to do",
  async (reason, expected) => {
    const { mishap, target = "", says, directory = withPeople(two, person("d1", "Dan", "Dell")) } = expected;
    ahead = (expected.ahead ?? 0) * day;
    scene.server.meddle((method) => mishap?.(method));
    scene.configure({ target: { baseUrl: address + target } });
    try {
      const report = await scene.sync(directory);
      expect(report).toMatchObject({ exitCode: 6, error: { reason } });
      const text = await rendered(report);
      expect(text).toMatch(/^app: stopped: /);
      expect(text).toContain(new URL(address).host);
      expect(text).toMatch(says);
      const remedy = stopRemedies[reason as TargetErrorReason].replaceAll("TARGET", "app");
      expect(text).toContain(`  STOPPED: ${reason}: ${remedy}\n`);
    } finally {
      ahead = 0;
      scene.server.meddle(() => undefined);
      scene.configure({ target: { baseUrl: address } });
    }
  },
);

test("nobody failed for what was the target's: the next run does it all", async () => {
  const report = await scene.sync(withPeople(withoutPerson(many, "d1"), person("d1", "Dan", "Dell")));
  expect(report).toMatchObject({ exitCode: 0, failures: [], counts: { created: 22, deleted: 0 } });
  expect(await scene.server.users()).toHaveLength(25);
});
