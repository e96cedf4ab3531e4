import type { LoadedConfig } from "../config/load.ts";
import type { Problem } from "../errors.ts";
import type { TemplateProblem } from "../mapping/resource-template.ts";

/** The place of an expression's error, in the file the user wrote. */
export function located(
  { path, message, offset, excerpt }: TemplateProblem,
  locate: LoadedConfig["locate"],
): Problem {
  const problem = { path: path.join("."), ...locate(path, offset), message };
  return excerpt === undefined ? problem : { ...problem, excerpt };
}
