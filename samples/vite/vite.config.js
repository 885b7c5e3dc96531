import { defineConfig } from "vite";

export default defineConfig({
  // The dev server's pre-bundling would move the script away from its `.wasm`.
  optimizeDeps: { exclude: ["transak-order-tracker"] },
});
