import { departments, groups, leadTitles, placeGroup, teams } from "./company.js";

/** @typedef {import("./people.js").Person} Person */
/** @typedef {{ people: Map<string, Person>, groups: Map<string, { name: string, parents: string[] }>, members: Map<string, Set<string>> }} Day */

/** People whose story README.md tells, as members of a department who lead nobody. */
const cast = [
  {
    key: "zoe",
    department: "Engineering",
    first_name: "Zoë",
    last_name: "Lindqvist",
    location: "Stockholm",
    phone: "+46 8 555 123 45",
  },
  {
    key: "lukasz",
    department: "Engineering",
    first_name: "Łukasz",
    last_name: "Wiśniewski",
    location: "Kraków",
  },
  {
    key: "rene",
    department: "Design",
    first_name: "René".normalize("NFD"),
    last_name: "Núñez".normalize("NFD"),
  },
  {
    key: "special",
    department: "Research & Development",
    first_name: "Hélène",
    last_name: "D'Aubigné-Müller",
    title: 'Head of "Special" Projects',
    location: "Paris\n(télétravail)",
  },
  { key: "oneName", department: "Customer Support", first_name: "Sukarnoputri", last_name: "" },
];

/**
 * @param {import("./random.js").Random} random
 * @param {ReturnType<typeof import("./people.js").personMaker>} maker
 */
export function buildMonday(random, maker) {
  /** @type {Day} */
  const day = { people: new Map(), groups: new Map(), members: new Map() };
  addGroups(day);
  const heads = addHeads(day, maker);
  addStaff(day, heads, { random, maker });
  const stars = giveParts(day, maker);
  addMemberships(day, random);
  const quiet = [...day.people.values()].filter(
    (p) => !leads(day, p) && !Object.values(stars).includes(p.employee_id),
  );
  for (const person of random.sample(quiet, 16)) person.status = "inactive";
  return { day, stars };
}

/** @param {Day} day @param {string} name */
export function groupNamed(day, name) {
  const found = [...day.groups].find(([, group]) => group.name === name);
  if (found === undefined) throw new Error(`no group ${name}`);
  return found[0];
}

/** @param {Day} day @param {string} name */
export function membersOf(day, name) {
  return day.members.get(groupNamed(day, name));
}

/** Whether somebody's manager this is. @param {Day} day @param {Person} person */
export function leads(day, person) {
  return [...day.people.values()].some((other) => other.manager_id === person.employee_id);
}

/** @param {Day} day */
function addGroups(day) {
  const keys = new Map(groups.map(([name], index) => [name, `G${String(index + 1).padStart(3, "0")}`]));
  for (const [name, parents] of groups) {
    const key = keys.get(name);
    day.groups.set(key, { name, parents: parents.map((parent) => keys.get(parent)) });
    day.members.set(key, new Set());
  }
}

/** The one at the top and the heads of departments. @param {Day} day @param {any} maker */
function addHeads(day, maker) {
  const top = maker.make(1, { title: "Chief Executive Officer", department: "Executive Office" });
  day.people.set(top.employee_id, top);
  const heads = new Map();
  for (const [index, { name }] of departments.entries()) {
    const manager = name === "Warehouse" ? heads.get("Operations") : top;
    const head = maker.make(index + 2, {
      title: name === "Sales" ? "Vice President, Sales" : `Head of ${name}`,
      department: name,
      manager_id: manager.employee_id,
    });
    heads.set(name, head);
    day.people.set(head.employee_id, head);
  }
  return heads;
}

/** @param {Day} day @param {Map<string, Person>} heads @param {any} tools */
function addStaff(day, heads, { random, maker }) {
  const posts = departments.flatMap((department) =>
    Array.from({ length: department.people - 1 }, (_, index) => ({ department, lead: index % 9 === 0 })),
  );
  const leadsOf = new Map(departments.map(({ name }) => [name, []]));
  const staff = random
    .shuffled(posts)
    .map((/** @type {any} */ { department, lead }, /** @type {number} */ index) => {
      const title = lead
        ? (leadTitles[department.name] ?? `Team Lead, ${department.name}`)
        : random.chance(0.02)
          ? ""
          : random.pick(department.titles);
      const person = maker.make(index + departments.length + 2, { title, department: department.name });
      day.people.set(person.employee_id, person);
      if (lead) leadsOf.get(department.name)?.push(person);
      return { person, lead };
    });
  for (const { person, lead } of staff) {
    const manager = lead ? heads.get(person.department) : random.pick(leadsOf.get(person.department));
    person.manager_id = manager.employee_id;
  }
}

/** @param {Day} day @param {any} maker @returns {Record<string, string>} */
function giveParts(day, maker) {
  /** @type {Record<string, string>} */
  const stars = {};
  for (const { key, department, ...given } of cast) {
    const person = [...day.people.values()].find(
      (p) => p.department === department && !leads(day, p) && !Object.values(stars).includes(p.employee_id),
    );
    if (person === undefined) throw new Error(`nobody to play ${key}`);
    Object.assign(person, given, { email: maker.address([given.first_name, given.last_name]) });
    stars[key] = person.employee_id;
  }
  return stars;
}

/** @param {Day} day @param {import("./random.js").Random} random */
function addMemberships(day, random) {
  const projects = [...day.groups.values()]
    .map(({ name }) => name)
    .filter((name) => /^Proje[ck]t |^プロ/.test(name));
  for (const person of day.people.values()) {
    const key = person.employee_id;
    membersOf(day, placeGroup(person.location)).add(key);
    if (person.department === "Executive Office") continue;
    membersOf(day, workGroup(person.department, random)).add(key);
    if (person.department === "Warehouse") continue;
    for (const project of random.sample(projects, random.below(5))) membersOf(day, project).add(key);
  }
  const everyone = [...day.people.values()];
  const pickers = everyone.filter((p) => p.department === "Warehouse" && !leads(day, p));
  for (const [index, person] of random.sample(pickers, 6).entries()) {
    membersOf(day, index < 2 ? 'Project "Phoenix"' : "Project Éclair").add(person.employee_id);
  }
  const technical = everyone.filter((p) => ["Engineering", "IT"].includes(p.department));
  join(day, "leadership", everyone.slice(0, departments.length));
  join(day, "on-call", random.sample(technical, 70));
  join(day, "works-council", random.sample(everyone, 15));
  join(day, "first-aiders", random.sample(everyone, 60));
}

/** @param {Day} day @param {string} name @param {Person[]} people */
function join(day, name, people) {
  for (const person of people) membersOf(day, name).add(person.employee_id);
}

/**
 * The group a member of a department works in: a team, where there are any, which is nested in the group of the
 * department.
 * @param {string} department @param {import("./random.js").Random} random
 */
export function workGroup(department, random) {
  const own = departments.find(({ name }) => name === department)?.group ?? "";
  const among = teams[department];
  if (among === undefined || random.chance(0.08)) return own;
  const team = random.pick(among);
  // A small team, so that moving it elsewhere takes few members from the group above.
  return team === "eng-ranking" && random.chance(0.7) ? "eng-search" : team;
}
