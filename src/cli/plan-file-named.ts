import { UsageError } from "../errors.ts";

/**
 * The plan file that was named after a command below `plan`. Throws `UsageError` when there is none: whoever meant a target
 * that is called like the command is told how that is written.
 */
export function fileNamed(command: string, file: string | undefined): string {
  if (file !== undefined) return file;
  throw new UsageError(
    `plan ${command} wants a plan file: \`scimsync plan ${command} FILE\`; to plan a target that is called ${command}, write \`scimsync sync --dry-run ${command}\``,
  );
}
