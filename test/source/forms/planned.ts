import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../../src/clock.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { silentLogger } from "../../../src/log.ts";
import { openStore } from "../../../src/store/sqlite/store.ts";
import { plan } from "../../../src/sync/sync.ts";
import type { FormFiles } from "./write-csv.ts";

const connectorFolder = fileURLToPath(new URL("../../../connectors", import.meta.url));

/** Expressions for what every form knows, by the name it has in most. */
export type FormAttributes = Readonly<Record<keyof typeof usualAttributes, string>>;

export const usualAttributes = {
  employeeNumber: "user.employeeNumber",
  uid: "user.uid",
  givenName: "user.givenName",
  sn: "user.sn",
  mail: "user.mail",
  title: "user.title",
  departmentNumber: "user.departmentNumber",
  telephoneNumber: "first(user.telephoneNumber)",
  manager: "user.manager",
};

/** The plan of a first run on a directory: its id, and every operation as it would be shown. */
export async function planned(
  source: string,
  files: FormFiles,
  attributes: FormAttributes = usualAttributes,
) {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-form-"));
  try {
    return await planIn(folder, source, files, attributes);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function planIn(folder: string, source: string, files: FormFiles, attributes: FormAttributes) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "scimsync.yaml"), configOf(source, attributes));
  const loaded = await loadConfig(join(folder, "scimsync.yaml"), { TOKEN: "t" }, connectorFolder);
  const store = openStore(loaded.config.state);
  const shown: { planId: string; operations: unknown[]; rejected: unknown }[] = [];
  await plan(
    {
      loaded,
      store,
      targets: [],
      mode: "sync",
      keys: [],
      allowRemovals: 0,
      clock: systemClock,
      random: Math.random,
      log: silentLogger,
      stop: new AbortController().signal,
      onRecords() {},
      onEvent() {},
    },
    (one) => {
      const operations = [...one.operations()].map(({ operation, members }) => {
        const { entry: _entry, ...rest } = operation;
        return { ...rest, members: [...members].sort() };
      });
      shown.push({ planId: one.planId, operations, rejected: one.rejected });
    },
  );
  const reading = store.directory.lastReading();
  store.close();
  return { ...shown[0], reading };
}

function configOf(source: string, attributes: FormAttributes): string {
  const value = (name: keyof FormAttributes) => JSON.stringify(`\${${attributes[name]}}`);
  return `source:${source}
targets:
  app:
    baseUrl: http://127.0.0.1:9/scim/v2
    auth: { token: "\${env.TOKEN}" }
    assign: { everyone: true }
    users:
      attributes:
        userName: ${value("mail")}
        externalId: ${value("employeeNumber")}
        nickName: ${value("uid")}
        name: { givenName: ${value("givenName")}, familyName: ${value("sn")} }
        title: ${value("title")}
        phoneNumbers: [{ type: work, value: ${value("telephoneNumber")} }]
        urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:
          department: ${value("departmentNumber")}
          manager: { value: ${JSON.stringify(`\${ref(${attributes.manager})}`)} }
    groups: { push: ["*"] }
`;
}
