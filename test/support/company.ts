import type { Directory, Person } from "./directory.ts";

const domain = "example.com";

/** A person with all attributes filled in. */
export function person(id: string, given: string, family: string, rest: Partial<Person> = {}): Person {
  const plain = `${given}.${family}`.normalize("NFD").replaceAll(/[^A-Za-z.]/g, "");
  return {
    id,
    email: `${plain.toLowerCase()}@${domain}`,
    given,
    family,
    title: "Engineer",
    department: "Engineering",
    phone: `+49 30 ${id.replaceAll(/\D/g, "").padStart(7, "0")}`,
    ...rest,
  };
}

/** Twelve people and three teams, `Platform` nested in `Engineering`. The boss stands last, so reports come first. */
export const company: Directory = {
  people: [
    person("e01", "Zoë", "Ångström", { manager: "e12" }),
    person("e02", "José", "Núñez", { manager: "e01", privateEmail: "jose@home.example" }),
    person("e03", "Mary-Jane", "O'Neil", { manager: "e01", title: 'Head of "Special" Projects' }),
    person("e04", "Łukasz", "Żak", { manager: "e01" }),
    person("e05", "太郎", "山田", { email: "taro.yamada@example.com", manager: "e04" }),
    person("e06", "Ada", "Byron", { manager: "e04", privateEmail: "ada@home.example" }),
    person("e07", "Bob", "Stone", { manager: "e12", department: "Sales, EMEA", title: "Sales" }),
    person("e08", "Carla", "Rossi", { manager: "e07", department: "Sales, EMEA", title: "Sales" }),
    person("e09", "Dirk", "van den Berg", { manager: "e07", department: "Sales, EMEA" }),
    { id: "e10", email: "erin@example.com", given: "Erin", family: "Gray" },
    person("e11", "Finn", "Møller", { manager: "e12", department: "Finance" }),
    person("e12", "Grace", "Hopper", { title: "Chief", department: "Board" }),
  ],
  teams: [
    { id: "g1", name: "Engineering", members: ["e01", "e02", "e03"] },
    { id: "g2", name: "Platform", parent: "g1", members: ["e04", "e05", "e06"] },
    { id: "g3", name: 'Sales "EMEA", all', members: ["e07", "e08", "e09", "e01"] },
  ],
};
