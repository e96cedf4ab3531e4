import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fenced } from "../../src/cli/render-plan-markdown.ts";
import { config, type Desk, openDesk } from "./desk.ts";

let desk: Desk;

const header = "id,email,first,last,title,team,boss,secret";

beforeEach(async () => {
  desk = await openDesk();
  desk.write("scimsync.yaml", ...config(desk.sandbox, ["assign: { everyone: true }"]));
  desk.write("groups.csv", "id,name,parent", "g1,Staff,");
  desk.write("memberships.csv", "group,member", "g1,e1");
});
afterEach(() => desk.close());

describe("as Markdown", () => {
  it("what a directory holds can end no block, mention nobody, and is no HTML", async () => {
    const hostile = "</details>`````\\n# |@octocat| <img src=x onerror=y> [a](b)";
    desk.write("people.csv", header, `e1,ann@x.org,Ann,Lee,"${hostile}\n\`\`\`\n</summary>",eng,,`);
    desk.write("groups.csv", "id,name,parent", `g1,"Staff",`);
    await desk.run("sync");
    desk.write("people.csv", header, `e1,ann@x.org,Ann,Lee,"~~~\n@all \`\`\`\`\`\`",eng,,`);
    const { stdout } = await desk.run("plan", "--format", "markdown");
    const { outside, inside } = blocksOf(stdout);
    expect(inside).toContain("@octocat");
    expect(inside).toContain("</details>");
    expect(outside).not.toMatch(/@|<img|octocat|e1/);
    expect(outside.match(/<\/?\w+>/g)).toEqual(["<details>", "<summary>", "</summary>", "</details>"]);
    expect(outside).toContain("### scimsync: `app`: 1 user to update\n");
    expect(outside).toContain("| users to update | 1 |  |\n");
  });

  it("a fence is longer than any in its block", () => {
    expect(fenced("text", ["a", "````` b", "```"])).toBe("``````text\na\n````` b\n```\n``````\n");
    expect(fenced("text", ["a"])).toBe("```text\na\n```\n");
  });

  it("a plan of thousands is cut to what a comment holds, and says what is left out", async () => {
    const rows = Array.from({ length: 3_000 }, (_, n) => `e${n},u${n}@x.org,Ann,Lee,Dev,eng,,`);
    desk.write("people.csv", header, ...rows);
    const { stdout } = await desk.run("plan", "--format", "markdown");
    expect(stdout.length).toBeLessThan(65_536);
    expect(stdout.length).toBeGreaterThan(60_000);
    const [, left = "0"] =
      /\n… and ([\d,]+) operations more; `scimsync plan --format json` has them all\.\n/.exec(stdout) ?? [];
    const shown = [...stdout.matchAll(/^\+ create User/gm)].length;
    expect(shown + Number(left.replace(",", ""))).toBe(3_002);
    const few = await desk.run("plan", "--format", "markdown", "--limit", "2");
    expect([...few.stdout.matchAll(/^\+ create User/gm)]).toHaveLength(2);
    expect(few.stdout).toContain("\n… and 3,000 operations more;");
  });
});

/** What is in code blocks and what is not, as CommonMark reads them. */
function blocksOf(markdown: string): { readonly outside: string; readonly inside: string } {
  const text = { outside: "", inside: "" };
  let fence: string | undefined;
  for (const line of markdown.split("\n")) {
    const [, marks] = /^(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence === undefined && marks !== undefined) fence = marks;
    else if (fence !== undefined && line.trimEnd().startsWith(fence) && /^(.)\1*$/.test(line.trimEnd()))
      fence = undefined;
    else text[fence === undefined ? "outside" : "inside"] += `${line}\n`;
  }
  return text;
}
