import { readFileSync } from "node:fs";

/**
 * Prints the software bill of materials of what an install brings, in CycloneDX 1.5, from package-lock.json: the same
 * lockfile gives the same text. `npm sbom --omit dev` leaves out what a development tool needs as well, the native
 * module among it.
 */
const { packages } = JSON.parse(readFileSync(new URL("package-lock.json", import.meta.url), "utf8"));
const shipped = Object.entries(packages).filter(([place, { dev }]) => place !== "" && dev !== true);
const root = { name: packages[""].name ?? "scimsync", ...packages[""] };

process.stdout.write(
  `${JSON.stringify(
    {
      $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
      bomFormat: "CycloneDX",
      specVersion: "1.5",
      version: 1,
      metadata: { component: { type: "application", ...identityOf("", root) } },
      components: shipped.map(([place, entry]) => ({
        type: "library",
        ...identityOf(place, entry),
        ...hashesOf(entry),
      })),
      dependencies: [["", root], ...shipped].map(([place, entry]) => ({
        ref: identityOf(place, entry)["bom-ref"],
        dependsOn: neededBy(place, entry),
      })),
    },
    undefined,
    2,
  )}\n`,
);

function identityOf(place, { name = place.split("node_modules/").at(-1), version, license }) {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  return {
    // One version may be installed in several places.
    "bom-ref": place === "" ? purl : `${purl}#${place}`,
    name,
    version,
    purl,
    ...(license !== undefined && { licenses: [{ expression: license }] }),
  };
}

function hashesOf({ integrity }) {
  const [, digest] = /^sha512-(.+)$/.exec(integrity ?? "") ?? [];
  if (digest === undefined) throw new Error("a package that is shipped has no SHA-512 in package-lock.json");
  return { hashes: [{ alg: "SHA-512", content: Buffer.from(digest, "base64").toString("hex") }] };
}

/** The packages that a package finds when it asks for what it needs: in its own folder, else above. */
function neededBy(place, { dependencies = {}, optionalDependencies = {} }) {
  return Object.keys({ ...dependencies, ...optionalDependencies }).flatMap((name) => {
    for (let from = place; ; from = from.slice(0, Math.max(0, from.lastIndexOf("node_modules/") - 1))) {
      const found = `${from === "" ? "" : `${from}/`}node_modules/${name}`;
      if (packages[found] !== undefined) return [identityOf(found, packages[found])["bom-ref"]];
      if (from === "") return [];
    }
  });
}
