import { randomUUID } from "node:crypto";
import type { IDirectorySyncController, JacksonOption } from "@boxyhq/saml-jackson";
import type { JsonObject } from "../../../src/canonical.ts";
import { withoutDailyTimers } from "./daily-timers.ts";
import { connectorFile, installedVersion } from "./installed.ts";
import { listen } from "./listen.ts";
import { readAll } from "./read-back.ts";
import { jacksonEndpoint } from "./saml-jackson-endpoint.ts";
import type { ScimServer } from "./scim-server.ts";

export interface SamlJacksonOptions {
  /** `mem` keeps everything in plain objects, `sqlite` in an in-memory SQLite database through TypeORM. */
  readonly engine?: "mem" | "sqlite";
  /**
   * The library's own cap on one page. Its default, 50, also caps `totalResults` of `/Users`, and leaves the
   * groups after the fiftieth unreadable.
   */
  readonly pageLimit?: number;
  /** With `sqlite`: where the database is, so that it can be started again. */
  readonly file?: string;
  /** A directory that the database has already. */
  readonly directory?: KeptDirectory;
}

/** What is needed to serve a directory again. */
export type KeptDirectory = Directory;

export interface SamlJackson extends ScimServer {
  readonly directory: KeptDirectory;
}

/**
 * Starts SAML Jackson (Ory Polis) with one directory, its SCIM endpoints served as its own application does.
 * Every call makes a new directory, and a new database unless there is a file, so several may run in one process.
 */
export async function startSamlJackson(options: SamlJacksonOptions = {}): Promise<SamlJackson> {
  const { controllers } = await import("@boxyhq/saml-jackson");
  delete processGlobals.__jacksonDb;
  const starting = withoutDailyTimers(() => controllers(jacksonOptions(options)));
  const [started, database] = await Promise.all([starting, databaseInUse()]);
  const sync = started.directorySyncController;
  const directory = options.directory ?? (await createDirectory(sync));
  const listening = await listen(() => Promise.resolve(jacksonEndpoint(sync.requests)));
  const baseUrl = `${listening.origin}/api/scim/v2.0/${directory.id}`;
  return {
    name: `${installedVersion("@boxyhq/saml-jackson")} (${options.engine ?? "mem"})`,
    directory,
    baseUrl,
    token: directory.scim.secret,
    connector: connectorFile("saml-jackson"),
    requestCount: listening.requestCount,
    users: () => readAll(`${baseUrl}/Users`, directory.scim.secret),
    groups: () => readGroups(sync, directory),
    close: async () => {
      await listening.close();
      clearTimeout(database?.db.timerId);
      await started.close();
    },
  };
}

async function createDirectory(sync: IDirectorySyncController): Promise<Directory> {
  const created = await sync.directories.create({ tenant: randomUUID(), product: "scimsync" });
  if (created.data === null) throw new Error(`no directory: ${created.error.message}`);
  return created.data;
}

/** The library keeps one database for the whole process here; the memory engine never ends its own timer. */
const processGlobals = globalThis as {
  __jacksonDb?: Promise<{ readonly db: { readonly timerId?: NodeJS.Timeout } }>;
};

function databaseInUse(): (typeof processGlobals)["__jacksonDb"] {
  return processGlobals.__jacksonDb;
}

type Directory = NonNullable<Awaited<ReturnType<IDirectorySyncController["directories"]["get"]>>["data"]>;

/** GET tells no members and at most one page of groups, so this asks the library's own store. */
async function readGroups(
  sync: IDirectorySyncController,
  directory: Directory,
): Promise<readonly JsonObject[]> {
  const groups = sync.groups.setTenantAndProduct(directory.tenant, directory.product);
  const directoryId = directory.id;
  const rows = await allPages((page) => groups.getAll({ directoryId, ...page }));
  return Promise.all(
    rows.map(async (group) => {
      const members = await allPages((page) => groups.getGroupMembers({ groupId: group.id, ...page }));
      const values = members.map((member) => ({ value: member.user_id }));
      return { id: group.id, displayName: group.name, members: values };
    }),
  );
}

interface Page {
  readonly pageOffset: number;
  readonly pageLimit: number;
}

async function allPages<Row>(read: (page: Page) => Promise<{ data: Row[] | null }>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const { data } = await read({ pageOffset: rows.length, pageLimit: 50 });
    if (data === null || data.length === 0) return rows;
    rows.push(...data);
  }
}

function jacksonOptions({ engine = "mem", pageLimit, file = ":memory:" }: SamlJacksonOptions): JacksonOption {
  const page = pageLimit === undefined ? {} : { pageLimit };
  const memory = { engine: "mem", ...page } as const;
  const sqlite = { engine: "sql", type: "sqlite", url: file, ...page } as const;
  return {
    externalUrl: "http://127.0.0.1",
    samlPath: "/api/oauth/saml",
    noAnalytics: true,
    logger: { info: () => {}, warn: () => {}, error: () => {} },
    db: engine === "mem" ? memory : sqlite,
  };
}
