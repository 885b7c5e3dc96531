/** Gets the files beside this one. Invariant: what comes is the file with this hash, or nothing. */

import { within } from "./soon.js";

/** As long as a file may take. */
const PATIENCE = 20_000;

/** Whatever is not the right file, a "not found" too, fails the check. The second time past the cache, which may hold the file of another release. */
export function get(from: URL, integrity: string): Promise<Response> {
  // With a hash to be checked, there is no response before all of it has come.
  const one = (cache: RequestCache): Promise<Response> => within(PATIENCE, (signal) => fetch(from, { cache, integrity, signal }));
  return one("default").catch(() => one("reload"));
}
