/** A sample of the text format, with its labels. */
export interface Shown {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Shown[];
}

const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (\S.*)$/;
const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|[+-]Inf)$/;
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"(,|$)/gy;

/**
 * Reads the text format of Prometheus 0.0.4, more strictly than Prometheus: HELP and TYPE once and first, samples of a name together,
 * no two of the same labels, nothing else, a line break at the end.
 */
export function readExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith("\n")) throw new Error("no line break at the end");
  const families = new Map<string, { type: string; help: string; samples: Shown[] }>();
  let current = "";
  for (const line of text.slice(0, -1).split("\n")) {
    const [, kind, about = "", said = ""] = comment.exec(line) ?? [];
    if (kind === "HELP") {
      if (families.has(about)) throw new Error(`HELP of ${about} twice`);
      families.set(about, { type: "", help: said, samples: [] });
      current = about;
      continue;
    }
    const family = families.get(current);
    if (kind === "TYPE") {
      if (about !== current || family === undefined || family.type !== "")
        throw new Error(`TYPE of ${about} is out of place`);
      if (!["counter", "gauge", "histogram", "summary", "untyped"].includes(said))
        throw new Error(`no type: ${said}`);
      family.type = said;
      continue;
    }
    const [, name, labels = "", value] = sample.exec(line) ?? [];
    if (name === undefined) throw new Error(`not a sample: ${JSON.stringify(line)}`);
    if (family === undefined || name !== current || family.type === "")
      throw new Error(`${name} is out of place`);
    const shown = { labels: readLabels(labels), value: Number(value) };
    if (family.samples.some((other) => keyOf(other) === keyOf(shown))) throw new Error(`twice: ${line}`);
    family.samples.push(shown);
  }
  return families;
}

function readLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let end = 0;
  for (const [whole, name = "", value = "", comma] of text.matchAll(label)) {
    if (name in labels) throw new Error(`label ${name} twice`);
    labels[name] = value.replaceAll(/\\(.)/g, (_, one: string) => (one === "n" ? "\n" : one));
    end += whole.length;
    if (comma === "," && end === text.length) throw new Error(`a comma at the end: ${text}`);
  }
  if (end !== text.length) throw new Error(`not labels: ${text}`);
  return labels;
}

function keyOf({ labels }: Shown): string {
  return JSON.stringify(
    Object.keys(labels)
      .toSorted()
      .map((name) => [name, labels[name]]),
  );
}
