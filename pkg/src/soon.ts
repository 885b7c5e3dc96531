/** Does it when what runs now has ended; also in a page that took `queueMicrotask` away. */
export const soon = (work: () => void): void => void Promise.resolve().then(work);

/** A signal that aborts after so many milliseconds. `AbortSignal.timeout` is younger than the browsers that we know. */
export function within(milliseconds: number): AbortSignal {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), milliseconds);
  return abort.signal;
}
