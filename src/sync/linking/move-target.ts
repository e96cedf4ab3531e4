import { UsageError } from "../../errors.ts";
import type { PushSession } from "../../push/session.ts";
import { severalAtOnce } from "../../push/several-at-once.ts";
import { identifiesSame } from "../../scim/attribute-rules.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { ListedLink } from "../../store/linking-store.ts";
import { connect, openSession } from "../open-session.ts";
import type { Planning } from "../planning/planning.ts";
import { startPlanning } from "../planning/start-planning.ts";
import { type SyncOptions, withDirectory } from "../sync.ts";
import { asUnreadable } from "../observe/read-at-target.ts";

/** A target whose accounts are found at another baseUrl. */
export interface MovedTarget {
  readonly target: string;
  readonly from: string;
  readonly to: string;
  /** Accounts that were read there by their ids. */
  readonly checked: number;
}

const sample = 20;

/**
 * Believes that a target is the same at another baseUrl, once some of its accounts were read there under their ids and
 * names. Throws `UsageError` when they are not the same, and what `sync` throws.
 */
export async function moveTarget(options: SyncOptions): Promise<MovedTarget> {
  return withDirectory(options, "state moved", async (context, [target]) => {
    if (target === undefined) throw new UsageError("no target was named");
    const planning = startPlanning(context, target);
    const { id, baseUrl } = target.config;
    const known = context.store.targets.target(id);
    if (known === undefined || known.baseUrl === baseUrl)
      throw new UsageError(
        `${id} has not moved: the state file knows it at ${known?.baseUrl ?? "no baseUrl yet"}`,
      );
    const connection = connect(context, target);
    try {
      const checked = await checkSome(planning, await openSession(context, planning, connection));
      context.store.atOnce(() => context.store.targets.putTarget({ ...known, baseUrl }));
      return { target: id, from: known.baseUrl, to: baseUrl, checked };
    } catch (error) {
      throw asUnreadable(error);
    } finally {
      await connection.client.close();
    }
  });
}

async function checkSome({ store, target }: Planning, session: PushSession): Promise<number> {
  const { id, baseUrl } = target.config;
  const links = [...store.linking.links(id, { kind: "user" }, sample)];
  const wrong: string[] = [];
  await severalAtOnce(session.concurrency, links, async (link) => {
    const why = await difference(session, link);
    if (why !== undefined) wrong.push(`${link.key}: ${why}`);
  });
  if (wrong.length === 0) return links.length;
  throw new UsageError(
    `of ${links.length} accounts of ${id}, ${wrong.length} are not at ${baseUrl} as they were; it seems to be another tenant, which needs a target id of its own:\n${wrong.toSorted().slice(0, 5).join("\n")}`,
  );
}

async function difference(session: PushSession, { scimId, name }: ListedLink): Promise<string | undefined> {
  const found = await session.client.get("User", scimId);
  if (found === undefined) return `${scimId} is not there`;
  const called = textAt(found.attributes, "userName");
  if (name === null || called === undefined || identifiesSame("userName", name, called)) return undefined;
  return `${scimId} is called ${called}, not ${name}`;
}
