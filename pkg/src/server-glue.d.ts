/** wasm-bindgen's glue for `render`, put into a function by `bundler`: each instance has a scope of its own. */
export function instance(wasm: typeof WebAssembly): {
  start(given: { module: WebAssembly.Module }): void;
  render(options: object): string;
};
