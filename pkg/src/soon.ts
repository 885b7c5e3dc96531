/** Does it when what runs now has ended; also in a page that took `queueMicrotask` away. */
export const soon = (work: () => void): void => void Promise.resolve().then(work);
