import { register } from "node:module";

// Lets Node run the TypeScript of the tests where it stands: `node --import ./test/chaos/run-typescript.js FILE`.
register("./typescript-loader.js", import.meta.url);
