import { textAt } from "../scim/attribute-value.ts";
import type { Resource } from "../scim/resource.ts";
import { seek, type Sight } from "./filter-probes.ts";
import type { Investigation } from "./investigation.ts";

const paths = ["userName", "externalId", "id", "displayName", "emails.value", "name.familyName", "title"];

/** Which attributes a filter may ask for, and what becomes of a filter by another. */
export async function probeFilterBy(
  investigation: Investigation,
  { id, attributes }: Resource,
): Promise<void> {
  const { notes, target } = investigation;
  const knob = target.knobs.inForce("matching.filterBy");
  if (target.knobs.profile.matching.filter === "list") return;
  const works: string[] = [];
  const fails: { readonly path: string; readonly sight: Sight }[] = [];
  for (const path of paths) {
    const value = path === "id" ? id : textAt(attributes, path);
    if (value === undefined) continue;
    const sight = await seek(investigation, "User", path, value, id);
    if (sight.works) works.push(path);
    else fails.push({ path, sight });
  }
  const [other] = fails;
  const because = fails.map(({ path, sight }) => `${path}: ${sight.seen}`).join("; ");
  const seen = other === undefined ? `by ${works.join(", ")}` : `by ${works.join(", ")}; not by ${because}`;
  const what = "filters by other attributes";
  notes.probe({ area: "look-up", what, seen, knob, verdict: other === undefined ? "ok" : "differs" });
  if (other === undefined || works.length === 0) return;
  notes.see("matching.filterBy", works, seen);
  const { sight, path } = other;
  const becomes =
    sight.found.length > 0 ? "findEverybody" : sight.seen === "nobody" ? "findNobody" : "refused";
  notes.see("matching.otherFilters", becomes, `a filter by ${path}: ${sight.seen}`);
}
