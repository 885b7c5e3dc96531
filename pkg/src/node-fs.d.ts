/** All that we use of it. */
export function readFileSync(path: URL): Uint8Array<ArrayBuffer>;
