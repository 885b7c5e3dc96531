/** By tag, in small letters: what there is of the language, or the tag of the language that stands in for it. */
export type Languages = Record<string, string>;

/** The language that comes nearest to the wish (`de-AT` → `de`); nothing for English, and where there is none. */
export function nearest(languages: Languages, wish: string): string | undefined {
  for (let tag = wish.trim().toLowerCase(); tag; tag = tag.replace(/-?[^-]*$/, "")) {
    const known = Object.hasOwn(languages, tag) && languages[tag];
    if (known) return Object.hasOwn(languages, known) ? known : tag;
  }
  return undefined;
}
