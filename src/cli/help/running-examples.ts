import type { Examples } from "./example.ts";

/** Of commands that set up, and of those that run every day. */
export const runningExamples: Examples = {
  init: [
    ["scimsync init", "asks, on a terminal"],
    ["scimsync init --source people.csv --connector generic", "a service by its connector"],
    ["scimsync init --source people.csv --url https://app.example.com/scim/v2", "by its address"],
  ],
  connectors: [["scimsync connectors", "which services are known"]],
  "connectors list": [["scimsync connectors list", "which services are known, and how well"]],
  "connectors show": [
    ["scimsync connectors show ./my-app.yaml", "what to do there first, and what is different"],
    ["scimsync connectors show generic --starter > my-app.yaml", "a config to start with"],
  ],
  "connectors probe": [
    ["scimsync connectors probe my-app --save ./my-app.yaml", "a profile of what a service was seen to do"],
  ],
  validate: [
    ["scimsync validate", "after each change of the config"],
    ["scimsync validate -c test.yaml --json", "another config, for a script"],
  ],
  check: [
    ["scimsync check my-app", "address, credentials and abilities; only reads"],
    ["scimsync check my-app --write", "with a throw-away user and group"],
    ["scimsync check my-app --record check.har", "what to send to the service's support"],
  ],
  sandbox: [
    ["scimsync sandbox --token try-me", "a service on this machine to try things on"],
    ["scimsync sandbox --connector ./my-app.yaml", "one that does what a profile says"],
    ["scimsync sandbox --fault 429:0.1 lost:0.05", "one that refuses, and loses answers"],
  ],
  completion: [
    ["source <(scimsync completion bash)", "in ~/.bashrc"],
    ["source <(scimsync completion zsh)", "in ~/.zshrc"],
    ["scimsync completion fish > ~/.config/fish/completions/scimsync.fish", "once, for fish"],
  ],
  plan: [
    ["scimsync plan", "what a sync would do"],
    ["scimsync plan my-app --out friday.json", "keep it, for apply"],
    ["scimsync plan --exit-code --format markdown", "for a pull request: ends with 10 when there is work"],
  ],
  "plan show": [["scimsync plan show friday.json", "what is in a plan that was kept"]],
  "plan approve": [
    ["scimsync plan approve friday.json --only create", "joiners go now, the rest stays due"],
    ["scimsync plan approve friday.json --only create,update", "everything but removals"],
  ],
  apply: [
    ["scimsync apply friday.json", "exactly what was looked at"],
    ["scimsync apply friday.json --dry-run", "does it still stand?"],
  ],
  sync: [
    ["scimsync --quiet sync --report last-night.html", "every night, from cron"],
    ["scimsync sync --reconcile", "on Sundays: mend what somebody changed there"],
    ["scimsync sync my-app --only 1001", "one person now, every step told"],
  ],
  provision: [
    ["scimsync provision 1001", "an account for somebody who begins today"],
    ["scimsync provision --target my-app", "for all who have none there"],
  ],
  status: [
    ["scimsync status", "how all targets stand"],
    ["scimsync status --leaving", "who goes, when, and why"],
    ["scimsync status --check --max-age 26h", "one line and an exit code for monitoring"],
  ],
  failures: [
    ["scimsync failures", "what fails, why, and what to do"],
    ["scimsync failures my-app --code conflict", "one kind of it"],
  ],
  retry: [
    ["scimsync retry 1001", "one person, once it is mended"],
    ["scimsync retry --target my-app --code forbidden", "all of one kind"],
  ],
  approve: [
    ["scimsync approve", "what is held"],
    ["scimsync approve 1001 1002", "let these go in the next sync"],
  ],
};
