import { smallCompany } from "../company.ts";
import type { World } from "../world.ts";

/** A service that takes no filter in paths, drops members of a POST and ignores excludedAttributes. */
export const check: World = {
  files: {
    ...smallCompany,
    "dialect.yaml": `title: A dialect
users: { multiValued: whole, putOmission: clears }
deactivate: { effect: suspend }
groups: { create: thenPatch, membersReadable: true }
reads: { excludeMembers: false }
`,
  },
  connector: "./dialect.yaml",
  accounts: [{ userName: "ann@example.com", active: true }],
};
