import { addressPart, cultures } from "./names.js";

/** @typedef {Record<"employee_id"|"first_name"|"last_name"|"email"|"title"|"department"|"location"|"phone"|"manager_id"|"status", string>} Person */

const nicknames = new Map([
  ["James", "Jim"],
  ["Oliver", "Ollie"],
  ["Nathaniel", "Nate"],
  ["Jürgen", "Jogi"],
  ["Małgorzata", "Gosia"],
  ["José María", "Chema"],
]);

const spread = cultures.flatMap((culture) => Array.from({ length: culture.share }, () => culture));

/**
 * Makes people with names, places and phones; no two have the same address.
 * @param {import("./random.js").Random} random
 */
export function personMaker(random) {
  const taken = new Set();

  /** @param {number} number @param {Partial<Person>} given @returns {Person} */
  function make(number, given = {}) {
    const culture = random.pick(spread);
    const [first, last] = [random.pick(culture.first), random.pick(culture.last)];
    const nickname = nicknames.get(first.native);
    const withNickname = nickname !== undefined && random.chance(0.25);
    return {
      employee_id: String(number).padStart(6, "0"),
      first_name: withNickname ? `${first.native} "${nickname}"` : first.native,
      last_name: last.native,
      email: address([first.roman, last.roman]),
      title: "",
      department: "",
      location: random.pick(culture.cities),
      phone: random.chance(0.12) ? "" : culture.phone.replaceAll("#", () => String(random.below(10))),
      manager_id: "",
      status: "active",
      ...given,
    };
  }

  /** @param {string[]} names */
  function address(names) {
    const local = names
      .map(addressPart)
      .filter((part) => part !== "")
      .join(".");
    for (let copy = 1; ; copy += 1) {
      const email = `${local}${copy === 1 ? "" : copy}@acme.example`;
      if (taken.has(email)) continue;
      taken.add(email);
      return email;
    }
  }

  return { make, address };
}
