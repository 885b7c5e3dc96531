/** `transak-order-tracker-wasm` is this file for the type checker, and the bytes of the WebAssembly for the bundler. */

declare const bytes: Uint8Array<ArrayBuffer>;
export default bytes;
