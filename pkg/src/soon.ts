/** Does it when what runs now has ended; also in a page that took `queueMicrotask` away. */
export const soon = (work: () => void): void => void Promise.resolve().then(work);

/** Does it with a signal that aborts after so many milliseconds. `AbortSignal.timeout` is younger than the browsers that we know. */
export async function within<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), milliseconds);
  try {
    return await work(abort.signal);
  } finally {
    clearTimeout(timer);
  }
}
