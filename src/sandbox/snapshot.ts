import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { type Json, type JsonObject, isJsonObject } from "../canonical.ts";
import { UsageError } from "../errors.ts";
import type { StoredResource } from "./resource-table.ts";
import type { ServiceProvider } from "./service-provider.ts";

/** Reads a snapshot into an empty service provider; a file that is not there is no error. Throws `UsageError`. */
export async function loadSnapshot(provider: ServiceProvider, file: string): Promise<void> {
  const content = await readIfThere(file);
  if (content === undefined) return;
  const snapshot = parse(content);
  const version = isJsonObject(snapshot) ? snapshot["version"] : undefined;
  if (!isJsonObject(snapshot) || version !== 1) throw notASnapshot(file);
  for (const item of listIn(snapshot, "users")) provider.users.put(readResource(item, file, "userName"));
  for (const item of listIn(snapshot, "groups")) provider.groups.put(readResource(item, file, "displayName"));
  for (const item of listIn(snapshot, "groups")) loadMembers(provider, item);
}

/** Writes all resources; the file is there whole or not at all. */
export async function saveSnapshot(provider: ServiceProvider, file: string): Promise<void> {
  const groups = provider.groups.all().map((group) => ({
    ...group,
    members: [...provider.memberships.membersOf(group.id).keys()],
  }));
  const draft = `${file}.${process.pid}.new`;
  try {
    // Whoever may read the source's directory need not read this copy of it.
    await writeFile(draft, JSON.stringify({ version: 1, users: provider.users.all(), groups }), {
      mode: 0o600,
    });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    const reason = error instanceof Error ? error.message : "";
    throw new UsageError(`--db ${file} cannot be read: ${reason}`, { cause: error });
  }
}

function parse(content: string): Json | undefined {
  try {
    return JSON.parse(content) as Json;
  } catch {
    return undefined;
  }
}

function notASnapshot(file: string): UsageError {
  return new UsageError(
    `--db ${file} is not a snapshot of a sandbox; name another file, or remove it to start empty`,
  );
}

function listIn(snapshot: JsonObject, name: string): readonly Json[] {
  const list = snapshot[name];
  return Array.isArray(list) ? (list as readonly Json[]) : [];
}

function readResource(item: Json, file: string, required: string): StoredResource {
  const { id, attributes, created, lastModified, revision, others, invited } = isJsonObject(item) ? item : {};
  const isWhole =
    typeof id === "string" &&
    isJsonObject(attributes) &&
    typeof attributes[required] === "string" &&
    typeof created === "string" &&
    typeof lastModified === "string" &&
    typeof revision === "number";
  if (!isWhole) throw notASnapshot(file);
  return {
    id,
    attributes,
    created,
    lastModified,
    revision,
    ...(others === true && { others }),
    ...(invited === true && { invited }),
  };
}

function loadMembers(provider: ServiceProvider, group: Json): void {
  if (!isJsonObject(group) || typeof group["id"] !== "string") return;
  for (const id of listIn(group, "members")) {
    const type = typeof id === "string" ? provider.typeOf(id) : undefined;
    if (typeof id === "string" && type !== undefined) provider.memberships.add(group["id"], id, type);
  }
}
