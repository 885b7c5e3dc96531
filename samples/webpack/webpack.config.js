import { fileURLToPath } from "node:url";

export default {
  mode: "production",
  context: fileURLToPath(new URL(".", import.meta.url)),
  entry: "./src/main.js",
  output: { filename: "main.js", clean: true },
  // webpack 5 sees `new URL("….wasm", import.meta.url)` and takes the files along. Their size is the tracker's business.
  performance: { hints: false },
};
