/** When all of the WebAssembly is there: the first part only knows what goes well, and that once. */
export let ready = async (): Promise<void> => {};

export const waitFor = (all: () => Promise<void>): void => void (ready = all);
