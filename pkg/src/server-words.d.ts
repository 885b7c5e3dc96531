/** `transak-order-tracker-words` is this file for the type checker, and the words of all languages for the bundler (pkg/words.mjs). */

declare const languages: Record<string, string>;
export default languages;
