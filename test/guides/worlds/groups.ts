import { smallCompany } from "../company.ts";
import type { Site } from "../site.ts";
import type { World } from "../world.ts";

function groupId({ sandbox }: Site, name: string): string {
  return sandbox!.groups().find(({ displayName }) => displayName === name)!["id"] as string;
}

/** A service with groups of its own. */
export const groups: World = {
  files: {
    ...smallCompany,
    "groups.csv": "group_id,name\ng1,Engineering\ng2,Retool admins\ng3,Viewers\n",
    "memberships.csv": "group_id,employee_id\ng1,1002\ng1,1004\ng2,1001\ng3,1003\n",
    "scimsync.yaml": smallCompany["scimsync.yaml"]!.replace('push: ["*"]', "push: [Engineering]"),
  },
  groups: [{ displayName: "admin" }, { displayName: "viewer" }],
  before: {
    'groups link "Retool admins" 5f1c…': ["scimsync sync"],
    // Whoever lets go of a group cannot pause it.
    'groups pause "Engineering"': ['scimsync groups push "Engineering"'],
  },
  words: {
    "5f1c…": (site) => groupId(site, "admin"),
    "NAME ID": (site) => `Viewers ${groupId(site, "viewer")}`,
  },
};
