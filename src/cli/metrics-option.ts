import { Option } from "commander";

/** `--metrics-push URL`. A run of some says nothing of how a target is. */
export function metricsPush(): Option {
  return new Option(
    "--metrics-push <url>",
    "give the numbers of the run to this Prometheus Pushgateway; metrics.push of the config when left out",
  ).conflicts("only");
}
