import { soleImporters, walls } from "./import-walls.js";

const folders = Object.keys(walls);

/** The packages that code at this path may not import; a place that ends in "/" is a whole folder. */
function packageBans(path) {
  return Object.entries(soleImporters)
    .filter(
      ([, places]) =>
        !places.some((place) => (place.endsWith("/") ? path.startsWith(place) : path === place)),
    )
    .map(([name, places]) => ({ name, message: `only ${places.join(", ")} may import ${name}` }));
}

function folderBans(folder) {
  const banned = folders.filter((other) => other !== folder && !walls[folder].may.includes(other));
  return banned.map((other) => ({
    group: [`**/${other}/**`],
    message: `src/${folder} may not import src/${other}: ${walls[folder].why}`,
  }));
}

/** A later override replaces an earlier one, so the places inside a folder that the table names come after it. */
function wall(files, folder, path) {
  const options = { patterns: folderBans(folder), paths: packageBans(path) };
  return { files: [files], rules: { "no-restricted-imports": ["error", options] } };
}

/** Files and folders inside a folder of the table. */
const solePlaces = [...new Set(Object.values(soleImporters).flat())].filter(
  (place) => !folders.some((folder) => place === `src/${folder}/`),
);

const leafWall = {
  files: ["src/*.ts"],
  excludeFiles: ["src/index.ts"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          { group: folders.map((folder) => `./${folder}/**`), message: "a leaf imports nothing of ours" },
        ],
        paths: packageBans("src/leaf"),
      },
    ],
  },
};

export default {
  plugins: ["typescript", "import", "unicorn", "oxc", "promise", "node"],
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  rules: {
    "import/no-default-export": "error",
    "import/no-cycle": "error",
    "import/no-unassigned-import": "off",
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/switch-exhaustiveness-check": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/no-unsafe-type-assertion": "off",
    "typescript/no-namespace": "error",
    "max-lines": ["error", { max: 300, skipBlankLines: false, skipComments: false }],
    "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
    "max-params": ["error", { max: 5 }],
    "typescript/consistent-return": "off", // tsc checks it (noImplicitReturns) and knows exhaustive switches
    "consistent-return": "off",
    eqeqeq: "error",
    "no-var": "error",
    "no-console": "error",
    "no-await-in-loop": "off",
    "no-shadow": "off",
    "no-underscore-dangle": "off",
    "unicorn/no-array-sort": "off",
    "unicorn/no-array-reverse": "off",
    "oxc/no-map-spread": "off",
  },
  overrides: [
    leafWall,
    ...folders.map((folder) => wall(`src/${folder}/**/*.ts`, folder, `src/${folder}/`)),
    ...solePlaces.map((place) =>
      wall(place.endsWith("/") ? `${place}**/*.ts` : place, place.split("/")[1], place),
    ),
    {
      files: ["test/**", "bench/**", "examples/**", "docs/**", "*.config.*"],
      rules: {
        "max-lines-per-function": "off",
        "typescript/no-non-null-assertion": "off",
        "no-console": "off",
        "import/no-default-export": "off",
      },
    },
  ],
};
