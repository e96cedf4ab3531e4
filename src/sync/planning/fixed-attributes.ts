import type { AttributeChange } from "../../plan/change.ts";
import { remarksOnFixed } from "../../plan/fixed.ts";
import type { EntryView } from "../../store/target-store.ts";
import type { Planning } from "./planning.ts";

const shownNames = 3;

/** Gathers what is wanted otherwise at accounts or groups, and cannot be changed at the service. */
export interface FixedAttributes {
  note(view: EntryView, name: string, fixed: readonly AttributeChange[]): void;
  /** Adds a notice for each attribute. */
  tell(): void;
}

/** Each change is told once: that is kept with the link. Runs inside a transaction of its owner. */
export function gatherFixed(
  { store, target, notices }: Planning,
  section: "users" | "groups",
): FixedAttributes {
  const { id, profile } = target.config;
  const names = new Map<string, string[]>();
  return {
    note({ entry, link }, name, fixed) {
      if (link === undefined || fixed.length === 0) return;
      const kind = section === "users" ? "user" : "group";
      store.targets.putLink(id, kind, entry, { ...link, remarks: remarksOnFixed(link.remarks, fixed) });
      for (const { path } of fixed) names.set(path, [...(names.get(path) ?? []), name]);
    },
    tell() {
      for (const [path, all] of names) {
        const more = all.length - shownNames;
        const who = all.slice(0, shownNames).join(", ") + (more > 0 ? ` and ${more} more` : "");
        const why = `the connector ${profile.name} says that this service keeps it as it was made (${section}.immutable)`;
        const then = `change it there by hand, and \`scimsync sync ${id} --reconcile\` sees it; or let go with \`scimsync ${section === "users" ? "detach KEY" : "groups unlink NAME"}\` of what is to be made anew`;
        notices.push(`${path} of ${who} is to become another, and is not sent: ${why}; ${then}`);
      }
    },
  };
}
