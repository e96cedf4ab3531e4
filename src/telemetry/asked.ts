/** What the environment asks for. */
export interface Asked {
  readonly traces: boolean;
  readonly metrics: boolean;
  /** A variable that asks, for messages. */
  readonly by: string;
}

/**
 * What the standard variables of OpenTelemetry ask for; undefined when that is nothing. The standard sends both to this machine
 * when nothing is said; we want to be asked.
 */
export function askedBy(environment: Readonly<Record<string, string | undefined>>): Asked | undefined {
  const value = (name: string): string => (environment[name] ?? "").trim();
  if (value("OTEL_SDK_DISABLED").toLowerCase() === "true") return undefined;
  function variableFor(signal: "TRACES" | "METRICS"): string | undefined {
    const exporter = `OTEL_${signal}_EXPORTER`;
    if (value(exporter) !== "") return value(exporter) === "none" ? undefined : exporter;
    const endpoints = [`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`, "OTEL_EXPORTER_OTLP_ENDPOINT"];
    return endpoints.find((name) => value(name) !== "");
  }
  const [traces, metrics] = [variableFor("TRACES"), variableFor("METRICS")];
  const by = traces ?? metrics;
  return by === undefined ? undefined : { traces: traces !== undefined, metrics: metrics !== undefined, by };
}
