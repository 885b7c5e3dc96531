import { fileURLToPath } from "node:url";

/** @type {import("next").NextConfig} */
export default {
  // All samples share one folder of packages.
  outputFileTracingRoot: fileURLToPath(new URL("..", import.meta.url)),
  turbopack: { root: fileURLToPath(new URL("..", import.meta.url)) },
};
