import type { YamlFile } from "../yaml/file.ts";
import { formatPath, type YamlPath } from "../yaml/position.ts";
import type { Config } from "./config.ts";
import type { Finding } from "./finding.ts";
import { metricsFindings, toMetricsPush } from "./metrics-config.ts";
import { toNotifyConfig } from "./notify-config.ts";
import { notifyFindings } from "./notify-rules.ts";
import type { ConfigWritten } from "./schema.ts";
import type { SecretSurroundings } from "./secret-rules.ts";

type Written = Pick<ConfigWritten, "notify" | "metrics">;

/** What is wrong with those who are told of a run: `notify` and `metrics`. */
export async function toldAfterFindings(
  { notify = [], metrics }: Written,
  surroundings: SecretSurroundings,
): Promise<readonly Finding[]> {
  return [...(await notifyFindings(notify, surroundings)), ...(await metricsFindings(metrics, surroundings))];
}

/** Takes for granted that nothing was found wrong. */
export function toToldAfter(
  { notify = [], metrics }: Written,
  { yaml, ...surroundings }: SecretSurroundings & { readonly yaml: YamlFile },
): Pick<Config, "notify" | "metrics"> {
  function placeOf(path: YamlPath) {
    return { file: yaml.shownAs, ...yaml.position(path), path: formatPath(path) };
  }
  return {
    notify: notify.map((channel, at) =>
      toNotifyConfig(channel, surroundings, (setting) => placeOf(["notify", at, ...setting])),
    ),
    ...(metrics !== undefined && {
      metrics: toMetricsPush(metrics, { ...surroundings, place: placeOf(["metrics", "push"]) }),
    }),
  };
}
