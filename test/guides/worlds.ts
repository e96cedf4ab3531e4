import { check } from "./worlds/check.ts";
import { groups } from "./worlds/groups.ts";
import { guards } from "./worlds/guards.ts";
import { linking } from "./worlds/linking.ts";
import { mapping } from "./worlds/mapping.ts";
import { operations } from "./worlds/operations.ts";
import { fromEntra, fromOneLogin, fromSsosync } from "./worlds/moving.ts";
import type { World } from "./world.ts";

const nothing: World = { files: {} };

/** What is there for the reader of each page; of others a small company, with nothing sent to the service yet. */
export const worlds: Readonly<Record<string, World>> = {
  "README.md": nothing,
  "docs/check.md": check,
  "docs/from-entra.md": fromEntra,
  "docs/from-onelogin.md": fromOneLogin,
  "docs/from-ssosync.md": fromSsosync,
  "docs/groups.md": groups,
  "docs/guards.md": guards,
  "docs/linking.md": linking,
  "docs/mapping.md": mapping,
  "docs/operations.md": operations,
  "docs/sources.md": {
    before: {
      "source diff": ["scimsync sync", "sed -i 's/Director/Managing Director/; /^1006/d' people.csv"],
    },
  },
  "docs/writing-a-connector.md": {
    files: {
      "people.csv":
        "employee_id,userName,email,givenName,familyName\n1001,zoe,zoe@example.com,Zoë,Lindqvist\n",
    },
  },
};
