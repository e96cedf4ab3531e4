import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parser } from "keep-a-changelog";
import { expect, onTestFinished, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");
const textOf = (folder: string) => readFileSync(path.join(folder, "CHANGELOG.md"), "utf8");
const versionOf = (folder: string): string =>
  JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")).version;

test("the changelog reads as the tool that cuts releases writes it, and has something to release or a release", () => {
  const text = textOf(root);
  const changelog = parser(text);
  expect(changelog.toString()).toBe(text);
  const [latest] = changelog.releases;
  expect(latest?.isEmpty()).toBe(false);
  expect(latest?.version?.toString() ?? "unreleased").toMatch(
    new RegExp(`^(?:unreleased|${versionOf(root)})$`),
  );
});

test("npm version gives what is unreleased its number and day, in one commit with a tag", () => {
  const copy = mkdtempSync(path.join(tmpdir(), "scimsync-release-"));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  for (const file of [".gitignore", "package.json", "package-lock.json", "CHANGELOG.md", "cut-release.js"])
    copyFileSync(path.join(root, file), path.join(copy, file));
  symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Ann", "-c", "user.email=ann@x.org", ...args], {
      cwd: copy,
    }).toString();
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "before");

  execFileSync("npm", ["version", "minor"], {
    cwd: copy,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      GIT_AUTHOR_NAME: "Ann",
      GIT_AUTHOR_EMAIL: "ann@x.org",
      GIT_COMMITTER_NAME: "Ann",
      GIT_COMMITTER_EMAIL: "ann@x.org",
    },
  });
  const version = versionOf(copy);
  expect(version).not.toBe(versionOf(root));
  expect(textOf(copy)).toMatch(new RegExp(`^## ${version} - \\d{4}-\\d\\d-\\d\\d$`, "m"));
  expect(textOf(copy)).not.toContain("Unreleased");
  expect(git("tag").trim()).toBe(`v${version}`);
  expect(git("status", "--short")).toBe("");
});
