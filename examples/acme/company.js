/** Departments, titles and groups of Acme as they are on Monday. */

/** `people` of all departments and the one at the top make 1,000. */
export const departments = [
  dept("Engineering", 290, "dept-engineering", [
    "Software Engineer",
    "Senior Software Engineer",
    "Engineer, Staff",
    "Site Reliability Engineer",
    "QA Analyst",
  ]),
  dept("Product", 60, "dept-product", ["Product Manager", "Product Analyst", "Manager, Product (APAC)"]),
  dept("Design", 40, "dept-design", ["Designer", "Designer, UX/UI", "Illustrator & Animator"]),
  dept("Sales", 150, "dept-sales", [
    "Account Executive",
    "Account Manager, Key Accounts",
    "Sales Engineer",
    "Vertriebsmitarbeiter (m/w/d)",
  ]),
  dept("Marketing", 60, "dept-marketing", ["Marketing Manager", "Copywriter", 'Editor, "The Anvil"']),
  dept("Customer Support", 105, "dept-support", [
    "Support Agent",
    "Support Agent, Tier 2",
    "Técnico de atención al cliente",
    "Chargé de clientèle",
  ]),
  dept("Finance", 45, "dept-finance", ["Accountant", "Controller", "Accounts Payable, Clerk"]),
  dept("People", 35, "dept-people", ["Recruiter", "People Partner", "Payroll Specialist"]),
  dept("Legal", 20, "dept-legal", ["Counsel", "Paralegal", "Counsel, Privacy & IP"]),
  dept("IT", 40, "dept-it", ["Systems Administrator", "Help Desk Technician", "Identity Engineer"]),
  dept("Operations", 45, "dept-operations", ["Operations Manager", "Buyer", "Directeur de l'exploitation"]),
  dept("Research & Development", 29, "dept-research", [
    "Research Scientist",
    "Lab Technician",
    "Ingénieur d'études",
  ]),
  dept("Warehouse", 80, "warehouse", ["Picker", "Packer", "Forklift Driver"]),
];

/** The one title of a team lead that is not "Team Lead, …". */
export const leadTitles = { Warehouse: "Shift Lead" };

const engineeringTeams = [
  "eng-platform",
  "eng-search",
  "eng-mobile",
  "eng-data",
  "eng-security",
  "eng-billing",
];

/** Group name to the names of the groups it is nested in. */
export const groups = [
  ...departments.map(({ group }) => [group, []]),
  ...engineeringTeams.map((name) => [
    name,
    name === "eng-security" ? ["dept-engineering", "dept-it"] : ["dept-engineering"],
  ]),
  ["eng-ranking", ["eng-search"]],
  ["Sales, EMEA", ["dept-sales"]],
  ["Sales, Americas", ["dept-sales"]],
  ["Sales, Asia–Pacific", ["dept-sales"]],
  ['Project "Phoenix"', []],
  ["Project Éclair", []],
  ["Project Smørrebrød", []],
  ["Project 50% & More", []],
  ["Project Ωmega", []],
  ["Project O'Hare; Phase 2", []],
  ["Projekt Übermorgen", []],
  ["プロジェクト東京", []],
  ["loc-europe-north", []],
  ["loc-europe-south", []],
  ["loc-americas", []],
  ["loc-asia", []],
  ["loc-africa-and-middle-east", []],
  ["leadership", []],
  ["on-call", []],
  ["works-council", []],
  ["first-aiders", []],
];

/** Teams a member of a department may be in instead of the department's own group, which holds them all. */
export const teams = {
  Engineering: [...engineeringTeams, "eng-ranking"],
  Sales: ["Sales, EMEA", "Sales, Americas", "Sales, Asia–Pacific"],
};

const places = [
  [
    "loc-europe-north",
    ["London", "Manchester", "Dublin", "Berlin", "København", "Stockholm", "Reykjavík", "Kraków"],
  ],
  ["loc-americas", ["Ciudad de México", "São Paulo"]],
  [
    "loc-asia",
    ["Bengaluru", "Chennai", "Jakarta", "Hà Nội", "東京", "大阪", "上海", "台北", "서울", "Алматы"],
  ],
  ["loc-africa-and-middle-east", ["القاهرة", "دبي", "İstanbul"]],
];

/** The group of everybody who works in a city. @param {string} city */
export function placeGroup(city) {
  return places.find(([, cities]) => cities.includes(city))?.[0] ?? "loc-europe-south";
}

/** @param {string} name @param {number} people @param {string} group @param {string[]} titles */
function dept(name, people, group, titles) {
  return { name, people, group, titles };
}
