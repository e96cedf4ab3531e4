import type { Json } from "../canonical.ts";
import type { Verification, VerifiedDrift } from "../sync/observe/verify-sample.ts";
import { plural } from "../numbers.ts";
import { plain } from "./render-source-text.ts";

const shown = 20;

/** What a look at some accounts and groups showed, and what to type when they are not as last sent. */
export function verifiedLines({ read, drifted, unread }: Verification, target: string): readonly string[] {
  const what = plural(read, "account or group", "accounts and groups");
  const missed = unread === 0 ? "" : `, and ${unread} could not be read`;
  if (drifted.length === 0) return [`  verified ${what}: all as last sent${missed}`];
  return [
    `  DRIFT: of ${what} read again, ${drifted.length} not as last sent${missed}`,
    ...drifted.slice(0, shown).flatMap(driftLines),
    ...(drifted.length > shown ? [`    … and ${drifted.length - shown} more (--json for all)`] : []),
    `    \`scimsync drift ${target}\` looks at all of them, \`scimsync sync ${target} --reconcile\` puts them right`,
  ];
}

function driftLines({ key, name, resource, gone, changes }: VerifiedDrift): readonly string[] {
  const who = `    ${resource} ${plain(name)} [${plain(key)}]`;
  if (gone) return [`${who}: gone`];
  return [
    who,
    ...changes.map(
      ({ path, expected, found }) => `      ${plain(path)}: ${text(expected)}, found ${text(found)}`,
    ),
  ];
}

function text(value: Json): string {
  return value === null ? "(none)" : plain(JSON.stringify(value));
}
