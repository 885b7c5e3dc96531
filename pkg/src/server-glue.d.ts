/** What wasm-bindgen's glue for servers gives us (src/server.rs is its other side), put into a function by `xtask/src/paint.rs`. */

/** Starts the WebAssembly, in a scope of its own. What comes back throws an array of sentences where an option is wrong. */
export function instance(module: WebAssembly.Module): (options: object) => string;
