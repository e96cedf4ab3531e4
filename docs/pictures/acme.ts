import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Day } from "./scenes.ts";

const acme = fileURLToPath(new URL("../../examples/acme/", import.meta.url));

/** The company of the examples, in a folder where it can be changed. */
export interface Acme {
  readonly folder: string;
  /** A folder with a few people and no config. */
  readonly aside: string;
  become(day: Day): void;
  remove(): void;
}

export function openAcme(): Acme {
  const root = mkdtempSync(join(tmpdir(), "scimsync-pictures-"));
  const [folder, aside] = [join(root, "acme"), join(root, "new")];
  for (const one of [folder, aside]) mkdirSync(one);
  cpSync(join(acme, "scimsync.yaml"), join(folder, "scimsync.yaml"));
  cpSync(join(acme, "monday", "people.csv"), join(aside, "people.csv"));
  const people = join(folder, "directory", "people.csv");
  return {
    folder,
    aside,
    become(day) {
      cpSync(join(acme, day === "monday" ? day : "tuesday"), join(folder, "directory"), { recursive: true });
      writeFileSync(people, changed(readFileSync(people, "utf8"), day));
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** People as they are on a day that is not among the examples: two records that are wrong, and one department left out. */
function changed(people: string, day: Day): string {
  if (day === "monday" || day === "tuesday") return people;
  const wrong = people
    .replace("angus.walker@acme.example", "")
    .replace("jurgen.schroder@acme.example", "ugur.gunes@acme.example");
  return day === "two mistakes" ? wrong : wrong.replaceAll(/^.*,Customer Support,.*\n/gm, "");
}
