/** Reads the body of an answer, and no more of it than WebAssembly takes. */

const LONGEST = 65_536;

/** The text; `undefined` where it is too long, or no text. */
export async function read(response: Response): Promise<string | undefined> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  try {
    for (let left = LONGEST; reader; ) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      if ((left -= value.length) < 0) return void reader.cancel();
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // Cut off, or no UTF-8.
  }
  return undefined;
}
