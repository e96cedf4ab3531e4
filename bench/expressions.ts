/**
 * Evaluations a second of CPU of typical expressions, each for the same thousand users: the best of seven rounds.
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir node_modules/.cache/bench
 *   node node_modules/.cache/bench/bench/expressions.js [milliseconds for each]
 */
import type { JsonObject } from "../src/canonical.ts";
import { createExpressionCompiler } from "../src/mapping/expression.ts";
import { ExpressionError } from "../src/mapping/expression-error.ts";
import type { ExpressionInput } from "../src/mapping/expression-input.ts";

const expressions = [
  "user.email",
  "user.name.givenName",
  "lower(user.email)",
  'join([user.first_name, user.last_name], " ")',
  'user.first_name + " " + user.last_name',
  'before(user.email, "@")',
  'replace(user.phone, " ", "")',
  "stripDiacritics(user.last_name)",
  "default(user.title, user.kind)",
  'user.kind == "Contractor" ? "C" : "E"',
  'user.department == "Sales" && user.kind != "Contractor"',
  'user.emails.filter(e, e.type == "work")[0].value',
  'split(user.tags, ";").map(t, upper(t))',
  'groups.exists(g, g.startsWith("eng"))',
  "user.first_name.substring(0, 1) + user.last_name",
  "adEnabled(user)",
  "title(user.last_name)",
  'slug(user.first_name + " " + user.last_name)',
  "coalesce(user.title, user.nickname, user.kind)",
  String.raw`matches(user.email, r"^[a-z0-9]+@example\.com$")`,
  String.raw`replaceRegex(user.phone, r"[^0-9+]", "")`,
  String.raw`replaceRegex(user.display_name, r"^(\w+), (\w+)$", "$2 $1")`,
  'parseDate(user.hired, "dd.MM.yyyy")',
  'formatDate(parseDate(user.hired, "dd.MM.yyyy"), "yyyyMMdd")',
  'inGroup("engineering", "ops-*")',
  'lookup("countries.csv", user.country)',
  'oneOf(user.kind, {"Employee": "E", "Contractor": "C"}, "X")',
];

function makeUser(number: number): ExpressionInput {
  const user: JsonObject = {
    email: `User${number}@Example.com`,
    display_name: `Łukasz${number}, Zoë`,
    first_name: `Zoë${number % 500}`,
    last_name: `o'NEIL-smith ${number % 200}`,
    ...(number % 7 !== 0 && { title: `Title ${number % 300}` }),
    kind: number % 5 === 0 ? "Contractor" : "Employee",
    department: number % 3 === 0 ? "Sales" : "R&D",
    phone: `+49 30 ${1_000_000 + number}`,
    tags: "red; green;blue",
    hired: `${String((number % 28) + 1).padStart(2, "0")}.03.2024`,
    country: ["DE", "FR", "XX"][number % 3] ?? "DE",
    useraccountcontrol: "512",
    name: { givenname: "Zoë" },
    emails: [
      { type: "home", value: "a@b.c" },
      { type: "work", value: `user${number}@example.com` },
    ],
  };
  const groups = ["sales", "all staff", number % 2 === 0 ? "engineering" : "ops-berlin"];
  return { user, groups, target: "app", now: 0 };
}

/** CPU time, so that other work of the machine does not count. */
function measure(source: string, inputs: readonly ExpressionInput[], milliseconds: number): number {
  const expression = createExpressionCompiler({ user: "any", groups: true, tables })(source);
  let best = 0;
  for (let round = 0; round < 8; round += 1) {
    const [cpu, end] = [process.cpuUsage(), performance.now() + milliseconds / 8];
    let count = 0;
    for (; performance.now() < end; count += inputs.length)
      for (const input of inputs) expression.evaluate(input);
    const { user, system } = process.cpuUsage(cpu);
    // The first round warms up.
    if (round > 0) best = Math.max(best, count / ((user + system) / 1e6));
  }
  return best;
}

const countries = ["DE", "FR", "IT"].map((code) => [code, [code, `Country ${code}`]] as const);
const tables = new Map([
  [
    "countries.csv",
    { columns: ["code", "name"], rows: new Map<string, readonly string[]>(countries), digest: "" },
  ],
]);
const inputs = Array.from({ length: 1_000 }, (_, number) => makeUser(number));
for (const source of expressions) {
  try {
    const rate = measure(source, inputs, Number(process.argv[2] ?? 800));
    console.log(`${Math.round(rate).toLocaleString("en").padStart(12)}/s  ${source}`);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    console.log(`${"none".padStart(12)}    ${source}: ${error.message}`);
  }
}
