import { person } from "./company.ts";
import type { Directory } from "./directory.ts";

/** So many people, of whom seven manage the others, in teams of about two in `teams` of them. */
export function crowd(people: number, teams: number): Directory {
  const ids = Array.from({ length: people }, (_, at) => `p${at}`);
  const members = (team: number) =>
    ids.filter((_, who) => who % teams === team || (who * 7 + 3) % teams === team);
  return {
    people: ids.map((id, at) =>
      person(id, `Given${at}`, `Family${at}`, { email: `${id}@example.com`, manager: `p${at % 7}` }),
    ),
    teams: Array.from({ length: teams }, (_, at) => ({
      id: `t${at}`,
      name: `Team ${at}`,
      members: members(at),
    })),
  };
}
