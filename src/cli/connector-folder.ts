import { fileURLToPath } from "node:url";

/** Profiles shipped with the package. */
export const connectorFolder = fileURLToPath(new URL("../../connectors", import.meta.url));
