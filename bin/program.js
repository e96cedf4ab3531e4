const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const { Script } = require("node:vm");

const DIGEST_BYTES = 32;

/**
 * Loads the bundled program: `main.cjs` of a folder, and the files there that it requires. Beside a file may stand the
 * code that V8 made of it at build time (`compile-ahead.js`), which saves compiling it again. Code that belongs to
 * another text, is damaged, or was made by another V8 or under other flags is not used, and nothing but time is lost.
 */
function loadProgram(folder, onScript = () => {}) {
  const requirePackage = createRequire(path.join(folder, "main.cjs"));
  const modules = new Map();

  function load(name) {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(name, module);
    const file = path.join(folder, name);
    const bytes = readFileSync(file);
    const script = compile(file, bytes);
    onScript(file, bytes, script);
    script.runInThisContext()(module.exports, requireAny, module, file, folder);
    return module.exports;
  }
  function requireAny(name) {
    return name.startsWith("./") ? load(name.slice(2)) : requirePackage(name);
  }
  return load("main.cjs");
}

function compile(file, bytes) {
  const cachedData = readCode(file, bytes);
  // The bundle is in ASCII, which is decoded faster than UTF-8.
  const text = bytes.latin1Slice();
  return new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    filename: file,
    ...(cachedData !== undefined && { cachedData }),
  });
}

function readCode(file, bytes) {
  let kept;
  try {
    kept = readFileSync(codeFileOf(file));
  } catch {
    return undefined;
  }
  const code = kept.subarray(DIGEST_BYTES);
  return kept.subarray(0, DIGEST_BYTES).equals(digestOf(bytes, code)) ? code : undefined;
}

/** Code is for one V8 on one kind of machine; V8 itself would not notice the latter. */
function codeFileOf(file) {
  const { arch, platform, versions } = process;
  return `${file}.${platform}-${arch}-${versions.v8}.code`;
}

/** V8 itself looks at no more of a text than how long it is. */
function digestOf(bytes, code) {
  return createHash("sha256").update(bytes).update(code).digest();
}

module.exports = { codeFileOf, digestOf, loadProgram };
