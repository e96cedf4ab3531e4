import type { ConnectorProfile } from "../../src/connector/profile.ts";
import type { UserPolicy } from "../../src/plan/policy.ts";
import type { Changed, Columns } from "./columns.ts";
import {
  type Company,
  type Newcomers,
  type Person,
  personOf,
  withNewcomer,
  withoutPerson,
  withoutTeam,
  withPerson,
  withTeam,
} from "./people.ts";

/** What a change is decided by. */
export interface Situation {
  readonly profile: ConnectorProfile;
  readonly columns: Columns;
  readonly newcomers: Newcomers;
  /** What may be done to accounts, by config and profile. */
  readonly policy: UserPolicy | undefined;
  /** Sections of which the profile states a knob, such as `pacing.quota`. */
  readonly stated: (knob: string) => boolean;
}

/**
 * What an account is to be. `off`: switched off, or gone where that is how the service switches off. `theirs`: one that others
 * made, and that is none of ours.
 */
export type Standing = "in" | "off" | "gone" | "theirs";

export interface Day {
  readonly company: Company;
  /** Who is given an account by others before. */
  readonly madeThere?: readonly Person[];
  /** Who accepts an invitation before. */
  readonly accepts?: readonly Person[];
  /** What it makes of people, told once it was pushed. */
  readonly becomes?: readonly (readonly [string, Standing])[];
  /** Keys of those who fail, each with the code of its failure. */
  readonly fails?: Readonly<Record<string, string>>;
}

/** Something that happens to the company; or, as a text, why it does not at this service. */
export interface Change {
  readonly name: string;
  readonly to: (company: Company, situation: Situation) => Day | string;
}

/** A push, and what led to it. */
export interface Step {
  readonly name: string;
  /** Sections of the profile of whose knobs it tells something. */
  readonly tells: readonly string[];
  readonly changes: readonly Change[];
  /** Each hits one write, in turn. */
  readonly faults?: readonly string[];
  /** What the service limits by meanwhile, in place of what is documented. */
  readonly limits?: readonly string[];
}

/** The life of a company at a service. */
export const life: readonly Step[] = [
  {
    name: "everybody is made, but for one who is there already",
    tells: [],
    changes: [{ name: "made", to: (company) => ({ company }) }],
  },
  {
    name: "people change",
    tells: ["endpoint", "users", "pacing", "limits"],
    changes: [
      change("an attribute changes", "p1", "plain"),
      change("one of several values changes", "p2", "several"),
      change("an attribute of an extension changes", "p3", "extension"),
      change("an attribute is emptied", "p4", "emptied"),
      change("somebody is renamed", "p5", "name"),
      change("what cannot be changed stays as it was made", "p5", "immutable"),
      { name: "several attributes change at once", to: changeSeveral },
    ],
  },
  {
    name: "groups change",
    tells: ["endpoint", "groups"],
    changes: [
      inGroups("members go in and out", (company) => {
        const moved = withTeam(company, "g1", { members: ["p2", "p3", "p5", "p6"] });
        return { company: withTeam(moved, "g3", { members: ["p1", "p2", "p3", "p8"] }) };
      }),
      inGroups("a group is renamed", (company, { profile }) =>
        profile.groups.support === "update"
          ? "groups are found there by the names they have"
          : { company: withTeam(company, "g3", { name: "All" }) },
      ),
      inGroups("a group is gone", (company, { profile }) =>
        profile.groups.support === "update"
          ? "groups are neither made nor deleted there"
          : { company: withoutTeam(company, "g2") },
      ),
    ],
  },
  {
    name: "people leave",
    tells: ["endpoint", "users", "deactivate"],
    changes: [
      { name: "somebody is switched off", to: (company) => switchOff(company, "p3") },
      { name: "somebody is switched off who is to leave for good", to: switchOffForGood },
      { name: "somebody leaves for good", to: leaveForGood },
    ],
  },
  {
    name: "somebody comes back",
    tells: ["endpoint", "users", "deactivate"],
    changes: [
      { name: "somebody comes back, changed", to: comeBack },
      { name: "who was switched off leaves for good", to: leaveAfterwards },
    ],
  },
  {
    name: "somebody comes whom others have given an account",
    tells: ["users", "reads", "matching"],
    changes: [{ name: "somebody has an account already", to: comeKnown }],
  },
  {
    name: "writes are refused for a while",
    tells: ["pacing"],
    changes: [change("an attribute changes", "p4", "plain")],
    faults: ["429:1:60", "503:1"],
  },
  {
    name: "connections break before and after a write",
    tells: [],
    changes: [change("an attribute changes", "p4", "plain")],
    faults: ["reset:1", "lost:1"],
  },
  {
    name: "what is left of a quota is told",
    tells: ["pacing"],
    changes: [
      {
        name: "a quota is told",
        to: (company, situation) =>
          situation.stated("pacing.quota")
            ? changeAll(company, situation)
            : "it is not known to tell what is left",
      },
    ],
    limits: ["limit-told:2/1m:PUT,PATCH/Users"],
  },
  {
    name: "what cannot be done is told",
    tells: ["users", "deactivate", "groups", "reads"],
    changes: [
      { name: "somebody has an account that is not shown", to: comeUnseen },
      { name: "somebody breaks a rule", to: breakRule },
      { name: "a group breaks a rule", to: breakGroupRule },
      { name: "somebody comes back whom only an administrator can bring back", to: comeBackByHand },
      { name: "somebody leaves whom the service keeps", to: leaveKept },
    ],
  },
];

function change(name: string, key: string, kind: keyof Columns): Change {
  return { name, to: (company, { columns }) => ofColumn(company, key, columns[kind]) };
}

function ofColumn(company: Company, key: string, found: Changed | string): Day | string {
  if (typeof found === "string") return found;
  return { company: withPerson(company, key, { [found.column]: found.other(personOf(company, key)) }) };
}

function changeSeveral(company: Company, { columns }: Situation): Day | string {
  const found = [columns.plain, columns.several, columns.extension].filter((one) => typeof one !== "string");
  if (found.length < 2) return "fewer than two attributes can be changed";
  const changes = Object.fromEntries(found.map((one) => [one.column, one.other(personOf(company, "p8"))]));
  return { company: withPerson(company, "p8", changes) };
}

function changeAll(company: Company, { columns: { plain } }: Situation): Day | string {
  if (typeof plain === "string") return plain;
  const people = company.people.map((one) => ({ ...one, [plain.column]: plain.other(one) }));
  return { company: { ...company, people } };
}

function breakRule(company: Company, { columns: { broken }, newcomers: { first } }: Situation): Day | string {
  if (typeof broken === "string") return broken;
  const somebody = { ...first, [broken.column]: broken.other(first) };
  return {
    company: withNewcomer(company, somebody),
    becomes: [[somebody.key, "gone"]],
    fails: { [somebody.key]: "rule_broken" },
  };
}

function inGroups(name: string, to: Change["to"]): Change {
  return {
    name,
    to(company, situation) {
      const { support } = situation.profile.groups;
      if (support === "none") return "there are no groups";
      return support === "read" ? "groups are only read there" : to(company, situation);
    },
  };
}

function switchOff(company: Company, key: string): Day {
  const { teams } = withoutPerson(company, key);
  return { company: { ...withPerson(company, key, { status: "out" }), teams }, becomes: [[key, "off"]] };
}

function switchOffForGood(company: Company, { profile: { users } }: Situation): Day {
  const day = switchOff(company, "p5");
  return users.created === "invited" ? { ...day, accepts: [personOf(company, "p5")] } : day;
}

function leaveForGood(company: Company, situation: Situation): Day | string {
  return leave(company, "p6", situation);
}

/** Nobody can be deleted who is gone already. */
function leaveAfterwards(company: Company, situation: Situation): Day | string {
  return leave(company, "p5", situation);
}

function leave(company: Company, key: string, { profile, policy }: Situation): Day | string {
  const { delete: deletes, effect } = profile.deactivate;
  const { deprovision, actions = [] } = policy ?? {};
  const isDeleted = typeof deprovision === "object" && deprovision.absent === "delete";
  if (isDeleted && deletes === "unsupported") return "there is no DELETE";
  if (deletes === "unknown") return "it is not known what DELETE does";
  if (!actions.includes("delete")) return "its profile says that nobody is deleted";
  // Whoever is taken out of an organisation may be kept by the service.
  const ends = isDeleted && deletes === "deletes" && effect !== "removesMembership";
  return { company: withoutPerson(company, key), becomes: [[key, ends ? "gone" : "off"]] };
}

function comeBack(company: Company, { profile, columns }: Situation): Day | string {
  if (profile.deactivate.return === "byHand") return "only an administrator there brings somebody back";
  const changed = ofColumn(company, "p3", columns.plain);
  const back = typeof changed === "string" ? company : changed.company;
  return { company: withPerson(back, "p3", { status: "in" }), becomes: [["p3", "in"]] };
}

/** Asked for by name, and found; or taken in by POST. */
function comeKnown(company: Company, { profile, newcomers: { second } }: Situation): Day | string {
  if (isUnseen(profile)) return "what others made is not shown there";
  return { company: withNewcomer(company, second), madeThere: [second], becomes: [[second.key, "in"]] };
}

function comeUnseen(company: Company, { profile, newcomers: { second } }: Situation): Day | string {
  if (!isUnseen(profile)) return "what others made is shown there, or taken in";
  return {
    company: withNewcomer(company, second),
    madeThere: [second],
    becomes: [[second.key, "theirs"]],
    fails: { [second.key]: "taken_unseen" },
  };
}

function isUnseen({ reads, users }: ConnectorProfile): boolean {
  return reads.shows === "own" && users.create !== "adopts";
}

function breakGroupRule(company: Company, { profile }: Situation): Day | string {
  const { support, rules } = profile.groups;
  if (support !== "full") return "groups are not made there";
  const rule = rules["displayName"];
  if (rule === undefined || rule === "off") return "no rules are known";
  const name = rule.maxLength === undefined ? undefined : "x".repeat(rule.maxLength + 1);
  const other = ["CF-Access", "not this ☂"].find(
    (one) => rule.pattern !== undefined && !new RegExp(`^(?:${rule.pattern})$`).test(one),
  );
  const broken = name ?? other;
  if (broken === undefined) return "no group is without a name";
  const team = { key: "g9", name: broken, members: [] };
  return {
    company: { ...company, teams: [...company.teams, team] },
    becomes: [["g9", "gone"]],
    fails: { g9: "rule_broken" },
  };
}

function comeBackByHand(company: Company, { profile }: Situation): Day | string {
  if (profile.deactivate.return !== "byHand") return "everybody can come back";
  if (personOf(company, "p3").status === "in") return "nobody is switched off";
  return { company: withPerson(company, "p3", { status: "in" }), fails: { p3: "by_hand" } };
}

function leaveKept(company: Company, { stated, newcomers: { unremovable } }: Situation): Day | string {
  if (!stated("deactivate.refusals")) return "it is not known to keep anybody";
  return {
    company: withPerson(company, unremovable.key, { status: "out" }),
    fails: { [unremovable.key]: "by_hand" },
  };
}
