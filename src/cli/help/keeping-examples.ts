import type { Examples } from "./example.ts";

/** Of commands about groups, links and the state file. */
export const keepingExamples: Examples = {
  groups: [["scimsync groups", "how the groups are that are pushed"]],
  "groups list": [
    ["scimsync groups list", "all of them"],
    ["scimsync groups list my-app --state failed", "those that fail, and why"],
  ],
  "groups push": [["scimsync groups push Engineering --target my-app", "now, with all its members"]],
  "groups link": [
    ["scimsync groups link Admins 2819c223 --target my-app", "its members go to a group that is there"],
    ["scimsync groups link Admins 2819c223 --target my-app --later", "with the next sync"],
  ],
  "groups unlink": [["scimsync groups unlink Engineering", "the group there stays as it is"]],
  "groups pause": [["scimsync groups pause Engineering", "send nothing of it for now"]],
  "groups resume": [["scimsync groups resume Engineering", "the next sync sends what piled up"]],
  import: [
    ["scimsync import my-app --dry-run", "who would be linked with which account"],
    ["scimsync import my-app --out unmatched.csv", "link them, and list the rest"],
  ],
  links: [["scimsync links", "who is linked with what"]],
  "links list": [
    ["scimsync links list my-app --key 1001", "somebody's account"],
    ["scimsync links list my-app --id 2819c223", "an account's owner"],
    ["scimsync links list --origin adopted", "what was there before scimsync"],
  ],
  "links show": [["scimsync links show my-app 1001", "what was last written to somebody's account"]],
  "links set": [["scimsync links set my-app 1001 2819c223", "this account is theirs"]],
  "links drop": [["scimsync links drop my-app 1001", "look anew for whose it is"]],
  "links import": [
    ["scimsync links import pairs.csv --target my-app --dry-run", "who would be linked"],
    ["scimsync links import pairs.csv --target my-app", "take over another provider's links"],
  ],
  detach: [
    ["scimsync detach 1001 --target my-app", "leave this account alone from now on"],
    ["scimsync detach --again 1001", "take it again"],
  ],
  state: [["scimsync state backup", "a copy, also while a run goes on"]],
  "state backup": [
    ["scimsync state backup", "beside the state file, with the time in its name"],
    ["scimsync state backup /var/backups/scimsync.db", "to a file of that name"],
  ],
  "state verify": [
    ["scimsync state verify", "is the state file damaged?"],
    ["scimsync state verify /var/backups/scimsync.db", "is the backup good?"],
  ],
  "state rebuild": [
    ["scimsync state rebuild --dry-run", "what would be linked again"],
    ["scimsync state rebuild --confirm", "the links are right: make and remove accounts again"],
  ],
  "state reanchor": [
    ["scimsync state reanchor --map keys.csv --dry-run", "who would get another key"],
    ["scimsync state reanchor --by user.employee_id", "the old key stands in this attribute now"],
  ],
  "state moved": [["scimsync state moved my-app", "the same tenant has another address"]],
  "state forget-target": [["scimsync state forget-target old-app", "it is out of the config for good"]],
  "state encrypt": [["scimsync state encrypt", "with the key that encryption.key gives"]],
  "state decrypt": [["scimsync state decrypt", "back to a plain file"]],
  "state rekey": [["scimsync state rekey --new-key-env NEW_STATE_KEY", "another key, from the environment"]],
  prune: [
    ["scimsync prune", "as retention in the config says"],
    ["scimsync prune --keep 400", "runs of the last 400 days are kept"],
  ],
  forget: [["scimsync forget 1001", "a person who left, out of the state file"]],
};
