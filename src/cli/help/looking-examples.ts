import type { Examples } from "./example.ts";

/** Of commands that look and change nothing. */
export const lookingExamples: Examples = {
  explain: [
    ["scimsync explain 1001", "why does 1001 have, or not have, an account?"],
    ["scimsync explain 1001 --target my-app --history 20", "with all that was done to it there"],
  ],
  source: [["scimsync source stats", "is the export as it should be?"]],
  "source show": [
    ["scimsync source show 1001", "a record as it is understood"],
    ["scimsync source show --groups --limit 5", "the first groups"],
  ],
  "source stats": [
    ["scimsync source stats", "how filled is which attribute?"],
    ["scimsync source stats --accept maxShrink.users", "of an export that would be refused, too"],
  ],
  "source diff": [
    ["scimsync source diff", "what a new export changes"],
    ["scimsync source diff --exit-code --quiet", "for a script: ends with 10 when it changes something"],
  ],
  map: [
    ["scimsync map 1001", "what the mapping makes of somebody"],
    ["scimsync map --limit 3 --target my-app", "of the first three"],
    [
      `scimsync map --row '{"employee_id":"9","work_email":"x@example.com"}'`,
      "of a record that is not there",
    ],
  ],
  "test-mapping": [
    ["scimsync test-mapping", "all tests beside the config"],
    ["scimsync test-mapping names.mapping-test.yaml", "those of one file"],
  ],
  drift: [
    ["scimsync drift my-app", "what somebody changed there by hand"],
    ["scimsync drift --exit-code", "for a script: ends with 10 when there is some"],
  ],
  runs: [["scimsync runs", "the last runs"]],
  "runs list": [["scimsync runs list --target my-app --limit 5", "the last five of one target"]],
  "runs show": [
    ["scimsync runs show 2026-03-01T02-15-00-my-app-4f9c", "each change of a run"],
    ["scimsync runs show 2026-03-01T02-15-00-my-app-4f9c --key 1001", "what it did to one person"],
    ["scimsync runs show 2026-03-01T02-15-00-my-app-4f9c --report run.csv", "for a spreadsheet"],
  ],
  "runs verify": [
    ["scimsync runs verify", "was the audit trail altered?"],
    ["scimsync runs verify --json > trail.json", "keep its head elsewhere, for --head next time"],
  ],
};
