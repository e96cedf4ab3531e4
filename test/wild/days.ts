import { expect } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { Clock } from "../../src/clock.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import type { RunReport } from "../../src/sync/report.ts";
import { company } from "../support/company.ts";
import {
  changePerson,
  changeTeam,
  type Directory,
  personOf,
  withMembers,
  withoutPerson,
} from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import { accountOf, type Account, type Besides, heldBy, saidBy } from "../support/holdings.ts";
import type { TargetSettings } from "../support/installation.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { type Scene, setScene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { expectNoLosses, membershipsAt } from "./group-losses.ts";

/** What a sandbox with quirks is worked with. */
export interface Life {
  readonly quirks: readonly QuirkName[];
  /** Settings of the connector, which the sandbox plays besides. */
  readonly connector?: JsonObject;
  /** Settings of the target. */
  readonly settings?: TargetSettings;
  /** Fifty times as fast as that of the machine, if none is given: a pause costs a test little. */
  readonly clock?: Clock;
  /** Requests that all days together may cost; a loop costs more. */
  readonly requests?: number;
}

/** How the days ended. */
export interface Ending {
  /** Days after which the server held exactly what the directory says. */
  readonly right: readonly string[];
  /** Codes of all failures, each once, sorted. */
  readonly codes: readonly string[];
  /** What was said of attributes that were not kept, each path once, sorted. */
  readonly notKept: readonly string[];
  /** Why the target as a whole could not be worked with, when it could not. */
  readonly refused: readonly string[];
  readonly reports: readonly RunReport[];
}

interface Day {
  readonly name: string;
  readonly directory: Directory;
  readonly besides: Besides;
}

const leaver = "e08";
const stranger: JsonObject = {
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  userName: "stranger@elsewhere.example",
  externalId: "not-ours",
  displayName: "A Stranger",
  active: true,
  emails: [{ value: "stranger@elsewhere.example", type: "work", primary: true }],
};

/** Joiners; movers and a rename; changes in teams; a leaver; the leaver's return. */
export function days(): readonly Day[] {
  const moved = changePerson(
    changePerson(company, "e02", {
      title: "Architect",
      department: "Research",
      manager: "e04",
      privateEmail: "j@new.example",
    }),
    "e06",
    { given: "Augusta", email: "augusta.byron@example.com", privateEmail: undefined },
  );
  const teams = changeTeam(
    withMembers(withMembers(moved, "g1", "e01", "e03", "e11"), "g3", "e07", "e09", "e12"),
    "g2",
    { name: "Platforms" },
  );
  const left: readonly Account[] = [accountOf(teams, personOf(teams, leaver))];
  return [
    { name: "joiners", directory: company, besides: {} },
    { name: "movers", directory: moved, besides: {} },
    { name: "teams", directory: teams, besides: {} },
    { name: "leaver", directory: withoutPerson(teams, leaver), besides: { left } },
    { name: "return", directory: teams, besides: {} },
  ];
}

/**
 * Lets a company live through its days at a sandbox with quirks. Whatever the quirks: nobody has two accounts, a stranger
 * is left alone, no group loses members who belong to it, and no run goes round in circles.
 */
export async function liveThrough(life: Life): Promise<Ending> {
  const start = () => startSandboxServer(life.connector, life.quirks);
  const scene = await setScene(start, life.settings, life.clock ?? fastClock(50));
  const made = await plainClient(scene.server).send("POST", "/Users", stranger);
  expect(made.status).toBe(201);
  const before = (await scene.server.users()).map(withoutMeta);
  const right: string[] = [];
  const reports: RunReport[] = [];
  let yesterday: Directory = { people: [], teams: [] };
  for (const day of days()) {
    for (const directory of [day.directory, undefined]) {
      const members = await membershipsAt(scene.server);
      reports.push(await scene.sync(directory));
      await expectNoLosses(scene.server, members, day.directory, yesterday);
    }
    yesterday = day.directory;
    await expectUnharmed(scene, day, before);
    if (await isRight(scene, day)) right.push(day.name);
  }
  expect(scene.server.requestCount()).toBeLessThan(life.requests ?? 1000);
  return { right, reports, ...saidIn(reports) };
}

/** Every day ended right, and nothing was said to have failed. */
export function expectAllRight(ending: Ending): void {
  expect(ending.codes).toEqual([]);
  expect(ending.refused).toEqual([]);
  expect(ending.right).toEqual(days().map(({ name }) => name));
}

async function isRight(scene: Scene<SandboxServer>, { directory, besides }: Day): Promise<boolean> {
  const held = await heldBy(scene.server);
  const ours = {
    ...held,
    accounts: held.accounts.filter(({ userName }) => userName !== stranger["userName"]),
  };
  try {
    expect(ours).toEqual(saidBy(directory, besides));
    return true;
  } catch {
    return false;
  }
}

async function expectUnharmed(
  scene: Scene<SandboxServer>,
  { directory }: Day,
  before: readonly JsonObject[],
): Promise<void> {
  const users = await scene.server.users();
  for (const name of ["userName", "externalId"]) {
    const values = users.map((user) => JSON.stringify(user[name]).toLowerCase());
    expect(new Set(values).size, `no ${name} twice`).toBe(values.length);
  }
  const untouched = users.find((user) => user["userName"] === stranger["userName"]);
  expect(withoutMeta(untouched ?? {})).toEqual(before[0]);
  expect(directory.people.length).toBeGreaterThan(0);
}

function withoutMeta(user: JsonObject): JsonObject {
  const { meta: _meta, ...rest } = user;
  return rest;
}

function saidIn(reports: readonly RunReport[]): Pick<Ending, "codes" | "notKept" | "refused"> {
  return {
    codes: once(reports.flatMap(({ failures }) => failures.map(({ code }) => code))),
    notKept: once(reports.flatMap(({ notSticky }) => notSticky.map(({ path }) => path))),
    refused: once(reports.flatMap(({ error }) => (error === undefined ? [] : [error.reason]))),
  };
}

function once(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}
