import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";

/**
 * What `import … from "scimsync"` gives, as text, so that a change to it is seen where changes are looked at. With
 * `--write` it is written to docs/api-report.md; without, it is compared with what is there.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const page = join(root, "docs", "api-report.md");
const entry = join(root, "dist", "index.d.ts");

if (!existsSync(entry)) fail("dist/index.d.ts is not there: npm run build");
const report = reportOf(entry);
const before = existsSync(page) ? readFileSync(page, "utf8") : "";
if (process.argv.includes("--write")) {
  writeFileSync(page, report);
  console.log(report === before ? "docs/api-report.md is as it was" : "docs/api-report.md is written");
} else if (report !== before) {
  fail(
    ["docs/api-report.md is not what the library gives: npm run docs:api, and look at what changed", ""]
      .concat(linesOnlyIn(before, report, "-"), linesOnlyIn(report, before, "+"))
      .join("\n"),
  );
}

function reportOf(mainEntryPointFilePath) {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-api-"));
  try {
    const [reports, drafts] = ["reports", "drafts"].map((name) => join(folder, name));
    for (const path of [reports, drafts]) mkdirSync(path);
    const extractorConfig = ExtractorConfig.prepare({
      configObject: {
        projectFolder: root,
        mainEntryPointFilePath,
        compiler: { tsconfigFilePath: join(root, "docs", "tsconfig.library.json"), skipLibCheck: true },
        apiReport: {
          enabled: true,
          reportFileName: "report",
          reportFolder: reports,
          reportTempFolder: drafts,
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        newlineKind: "lf",
        messages: {
          // Types that are only reached through others need no name of their own.
          extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
          tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
          compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: join(root, "package.json"),
    });
    const { errorCount } = Extractor.invoke(extractorConfig, {
      localBuild: true,
      messageCallback: (message) => {
        message.handled = message.logLevel !== ExtractorLogLevel.Error;
      },
    });
    if (errorCount > 0) fail("the report of the library's interface could not be made");
    return pageOf(readFileSync(join(drafts, "report.api.md"), "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The code of a report, as a page of ours. */
function pageOf(text) {
  const code = text.slice(text.indexOf("```ts"));
  return [
    "<!-- Written by `npm run docs:api` from src/index.ts; edit that. -->",
    "",
    "# The interface of the library",
    "",
    'Everything that `import { … } from "scimsync"` gives, with its types. This page is kept so that a change to it is seen in review:',
    "what is taken away or altered here may break the code of others.",
    "",
    code.trimEnd(),
    "",
  ].join("\n");
}

/** Up to thirty lines that one text has and the other has not. */
function linesOnlyIn(text, other, sign) {
  const known = new Set(other.split("\n"));
  const lines = text.split("\n").filter((line) => !known.has(line));
  return lines.slice(0, 30).map((line) => `${sign} ${line}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
