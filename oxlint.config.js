import { soleImporters, walls } from "./import-walls.js";

const folders = Object.keys(walls);

/** @param {string} file @returns {object[]} the packages this path may not import */
function packageBans(file) {
  return Object.entries(soleImporters)
    .filter(([, places]) => !places.some((place) => file.startsWith(place) || place.startsWith(file)))
    .map(([name, places]) => ({ name, message: `only ${places.join(", ")} may import ${name}` }));
}

function folderWall(folder) {
  const banned = folders.filter((other) => other !== folder && !walls[folder].may.includes(other));
  const patterns = banned.map((other) => ({
    group: [`**/${other}/**`],
    message: `src/${folder} may not import src/${other}: ${walls[folder].why}`,
  }));
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: { "no-restricted-imports": ["error", { patterns, paths: packageBans(`src/${folder}/`) }] },
  };
}

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
    ...folders.map(folderWall),
    {
      files: ["test/**", "bench/**", "examples/**", "*.config.*"],
      rules: {
        "max-lines-per-function": "off",
        "typescript/no-non-null-assertion": "off",
        "no-console": "off",
        "import/no-default-export": "off",
      },
    },
  ],
};
