import { departments, placeGroup } from "./company.js";
import { groupNamed, leads, membersOf, workGroup } from "./monday.js";

/** @typedef {import("./monday.js").Day} Day */
/** @typedef {import("./people.js").Person} Person */
/** @typedef {{ random: import("./random.js").Random, maker: any, stars: Record<string, string> }} Tools */

/** Joiners, movers, leavers, and changes of groups. @param {Day} monday @param {Tools} tools @returns {Day} */
export function buildTuesday(monday, tools) {
  const day = copy(monday);
  const { random, maker, stars } = tools;
  const quiet = random.shuffled(employees(day, tools));
  for (const person of quiet.splice(0, 6)) leave(day, person.employee_id);
  leave(day, stars["lukasz"]);
  leadLeaves(day, "Customer Support");
  for (const person of quiet.splice(0, 5)) changeDepartment(day, person, random);
  for (const person of quiet.splice(0, 5))
    person.title = `${person.title.replace(/^Senior /, "Principal ")} II`;
  for (const person of quiet.splice(0, 5)) person.manager_id = otherLead(day, person, random);
  const resting = quiet.pop();
  resting.status = "inactive";
  leadOf(day, "Engineering").status = "inactive";
  Object.assign(personOf(day, stars["zoe"]), {
    last_name: "Lindqvist-Ó Súilleabháin",
    email: maker.address(["Zoë", "Lindqvist-Ó Súilleabháin"]),
  });
  for (let number = 1001; number <= 1012; number += 1) joinCompany(day, number, tools);
  group(day, "Project Smørrebrød").name = "Project Rødgrød";
  addProject(day, 'Project "Ke Ola", Kauaʻi', random);
  return day;
}

/** @param {Day} tuesday @param {Day} monday @param {Tools} tools @returns {Day} */
export function buildWednesday(tuesday, monday, tools) {
  const day = copy(tuesday);
  const { random, stars } = tools;
  comeBack(day, monday, personOf(monday, stars["lukasz"]));
  personOf(day, leadOf(monday, "Engineering").employee_id).status = "active";
  removeGroup(day, 'Project "Phoenix"');
  group(day, "eng-ranking").parents = [groupNamed(day, "eng-data")];
  for (const key of [...membersOf(day, "Sales, EMEA")].slice(0, 6)) {
    membersOf(day, "Sales, EMEA").delete(key);
    membersOf(day, "Sales, Americas").add(key);
  }
  // The head of the warehouse gets an account, so that the managers of the shift leads can be named.
  const head = [...day.people.values()].find((p) => p.title === "Head of Warehouse");
  membersOf(day, "Project Éclair").add(head.employee_id);
  for (const person of random.sample(employees(day, tools), 3))
    Object.assign(person, { title: "", phone: "" });
  for (let number = 1013; number <= 1014; number += 1) joinCompany(day, number, tools);
  return day;
}

/** @param {Day} day @returns {Day} */
function copy(day) {
  return structuredClone(day);
}

/** @param {Day} day @param {string | undefined} key @returns {Person} */
function personOf(day, key) {
  return day.people.get(key ?? "");
}

/** @param {Day} day @param {string} name */
function group(day, name) {
  return day.groups.get(groupNamed(day, name));
}

/** Active people of the offices with a title who lead nobody and play no part. @param {Day} day @param {Tools} tools */
function employees(day, { stars }) {
  const parts = new Set(Object.values(stars));
  return [...day.people.values()].filter((p) => {
    const office = p.department !== "Warehouse" && p.department !== "Executive Office";
    return office && p.status === "active" && p.title !== "" && !parts.has(p.employee_id) && !leads(day, p);
  });
}

/** @param {Day} day @param {string} department */
function leadsOf(day, department) {
  return [...day.people.values()].filter((p) => p.title === `Team Lead, ${department}`);
}

/** @param {Day} day @param {string} department @returns {Person} */
function leadOf(day, department) {
  return leadsOf(day, department)[0];
}

/** @param {Day} day @param {string} key */
function leave(day, key) {
  day.people.delete(key);
  for (const members of day.members.values()) members.delete(key);
}

/** A team lead leaves and another one takes the team. @param {Day} day @param {string} department */
function leadLeaves(day, department) {
  const [leaver, successor] = leadsOf(day, department);
  for (const person of day.people.values()) {
    if (person.manager_id === leaver?.employee_id) person.manager_id = successor?.employee_id ?? "";
  }
  leave(day, leaver?.employee_id ?? "");
}

/** @param {Day} day @param {Person} person @param {import("./random.js").Random} random */
function changeDepartment(day, person, random) {
  const others = departments.filter(({ name }) => name !== person.department && name !== "Warehouse");
  const next = random.pick(others);
  for (const [key, members] of day.members) {
    if (/^(dept|eng)-|^Sales, /.test(day.groups.get(key)?.name ?? "")) members.delete(person.employee_id);
  }
  person.department = next.name;
  person.title = random.pick(next.titles);
  person.manager_id = random.pick(leadsOf(day, next.name)).employee_id;
  membersOf(day, workGroup(next.name, random)).add(person.employee_id);
}

/** @param {Day} day @param {Person} person @param {import("./random.js").Random} random */
function otherLead(day, person, random) {
  const others = leadsOf(day, person.department).filter((lead) => lead.employee_id !== person.manager_id);
  return others.length === 0 ? "000001" : random.pick(others).employee_id;
}

/** @param {Day} day @param {number} number @param {Tools} tools */
function joinCompany(day, number, { random, maker }) {
  const { name, titles } = random.pick(departments.filter((department) => department.name !== "Warehouse"));
  const manager_id = random.pick(leadsOf(day, name)).employee_id;
  const person = maker.make(number, { department: name, title: random.pick(titles), manager_id });
  day.people.set(person.employee_id, person);
  membersOf(day, workGroup(name, random)).add(person.employee_id);
  membersOf(day, placeGroup(person.location)).add(person.employee_id);
}

/** @param {Day} day @param {string} name @param {import("./random.js").Random} random */
function addProject(day, name, random) {
  const key = `G${String(day.groups.size + 1).padStart(3, "0")}`;
  const people = [...day.people.keys()];
  day.groups.set(key, { name, parents: [] });
  day.members.set(key, new Set(random.sample(people, 25)));
}

/** @param {Day} day @param {string} name */
function removeGroup(day, name) {
  const key = groupNamed(day, name);
  day.groups.delete(key);
  day.members.delete(key);
}

/** Somebody who left is back under the old number, one step up. @param {Day} day @param {Day} before @param {Person} person */
function comeBack(day, before, person) {
  day.people.set(person.employee_id, { ...person, title: "Principal Engineer, Search" });
  for (const [key, members] of before.members) {
    if (members.has(person.employee_id)) day.members.get(key)?.add(person.employee_id);
  }
}
