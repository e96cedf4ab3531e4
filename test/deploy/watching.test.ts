import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { metricsText } from "../../src/report/metrics.ts";
import type { RunCounts, RunReport } from "../../src/sync/report.ts";
import { complaintAbout } from "../support/command-lines.ts";
import { readExposition } from "../telemetry/exposition.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- the shape of these files is what the test looks at
type Loose = any;

const read = (file: string) => readFileSync(new URL(`../../deploy/${file}`, import.meta.url), "utf8");
const dashboard: Loose = JSON.parse(read("grafana-dashboard.json"));
const alerts: Loose = parse(read("prometheus-alerts.yaml"));

const counts: RunCounts = {
  inScope: 1,
  created: 1,
  linked: 1,
  updated: 1,
  deactivated: 1,
  reactivated: 1,
  deleted: 1,
  unchanged: 1,
  pending: 1,
  waiting: 1,
  held: 1,
  failed: 1,
  quarantined: 1,
  skipped: 1,
  groupsCreated: 1,
  groupsLinked: 1,
  groupsUpdated: 1,
  groupsDeleted: 1,
  membersAdded: 1,
  membersRemoved: 1,
};

/** What a run writes that has something of everything. */
const written = readExposition(
  metricsText([
    {
      report: {
        target: "app",
        startedAt: "2026-01-02T03:04:05.678Z",
        durationMs: 12,
        exitCode: 0,
        counts,
        requests: { total: 1, byMethod: { GET: 1 }, retried: 0, throttledMs: 0 },
        source: { users: 1 },
      } as unknown as RunReport,
      lastGoodAt: 1,
      tokenExpiresAt: 2,
    },
  ]),
);

/** What of a query is not in what a run writes: metrics, labels, and values of `kind`. */
function unknownIn(query: string): readonly string[] {
  const bare = query.replaceAll(/"[^"]*"/g, '""');
  const named = [...bare.matchAll(/\b(scimsync_\w+)(?:\{([^}]*)\})?/g)];
  const values = [...query.matchAll(/kind=~?"([^"]*)"/g)].flatMap(([, all]) => all!.split("|"));
  const grouped = [...bare.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/));
  const operations = written.get("scimsync_last_run_operations")!.samples;
  const kinds = new Set(operations.map(({ labels }) => labels["kind"]));
  return [
    ...(named.length === 0 ? [`no metric in ${query}`] : []),
    ...values.filter((value) => !kinds.has(value)),
    ...named.flatMap(([, name = "", matchers = ""]) => {
      const samples = written.get(name)?.samples;
      if (samples === undefined) return [name];
      const asked = [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label]) => label!);
      return [...asked, ...grouped].filter((label) => samples.some(({ labels }) => !(label in labels)));
    }),
  ];
}

const panels = dashboard.panels as Loose[];
const targets = panels.flatMap((panel) => panel.targets as Loose[]);
const rules = alerts.groups.flatMap(({ rules }: Loose) => rules) as Loose[];

test("dashboard and alerts ask for what a run writes, and for nothing else", () => {
  const queries: string[] = [...targets.map(({ expr }) => expr), ...rules.map(({ expr }) => expr)];
  expect(queries.length).toBeGreaterThan(20);
  for (const query of queries) expect(unknownIn(query), query).toEqual([]);
  const [, list] = dashboard.templating.list;
  const [, metric = "", label = ""] = /^label_values\((\w+), (\w+)\)$/.exec(list.query.query) ?? [];
  expect(written.get(metric)?.samples[0]?.labels).toHaveProperty(label);
  const shown = queries.join(" ");
  for (const name of written.keys()) expect(shown, name).toContain(name);

  expect(unknownIn("sum by (nobody) (scimsync_last_run_requests{verb='a'})")).toEqual(["verb", "nobody"]);
  expect(unknownIn('scimsync_last_run_operations{kind=~"held|lost"} + scimsync_nothing')).toEqual([
    "lost",
    "scimsync_nothing",
  ]);
});

test("the dashboard can be imported: any data source, and every panel in a place of its own", () => {
  expect(dashboard).toMatchObject({ uid: "scimsync", title: "scimsync", schemaVersion: 39 });
  expect(dashboard).not.toHaveProperty("id");
  const [datasource] = dashboard.templating.list;
  expect(datasource).toMatchObject({ name: "datasource", type: "datasource", query: "prometheus" });
  const anyone = { type: "prometheus", uid: "${datasource}" };
  for (const part of [...panels, ...targets]) expect(part.datasource).toEqual(anyone);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = new Set<string>();
  for (const { gridPos, title } of panels) {
    const { x, y, w, h } = gridPos as Readonly<Record<string, number>>;
    expect(x! + w!, title).toBeLessThanOrEqual(24);
    for (let column = x!; column < x! + w!; column += 1)
      for (let row = y!; row < y! + h!; row += 1) {
        expect(cells.has(`${column} ${row}`), title).toBe(false);
        cells.add(`${column} ${row}`);
      }
  }
});

test("alerts have what Prometheus wants, and name commands that exist", () => {
  expect(Object.keys(alerts)).toEqual(["groups"]);
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  for (const rule of rules) {
    expect(Object.keys(rule).toSorted()).toEqual(
      ["alert", "annotations", "expr", "labels", ...("for" in rule ? ["for"] : [])].toSorted(),
    );
    expect(rule.alert).toMatch(/^Scimsync[A-Z]\w+$/);
    expect(rule.for ?? "1h").toMatch(/^\d+[mh]$/);
    expect(["warning", "critical"]).toContain(rule.labels.severity);
    expect(Object.keys(rule.annotations)).toEqual(["summary", "description"]);
    const { length: opened } = rule.expr.match(/\(/g) ?? [];
    expect(rule.expr.match(/\)/g) ?? []).toHaveLength(opened);
  }
  const said = [
    ...rules.map(({ annotations }) => annotations.description as string),
    ...panels.map(({ description }) => description as string),
  ];
  const commands = said.flatMap((text) => [...text.matchAll(/`scimsync ([^`]+)`/g)].map(([, line]) => line!));
  expect(commands.length).toBeGreaterThan(4);
  const lines = commands.map((line) => line.replaceAll(/\{\{[^}]*\}\}/g, "app"));
  expect(lines.flatMap((line) => complaintAbout(line) ?? [])).toEqual([]);
});
