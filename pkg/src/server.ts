/**
 * The first paint, written by a server: for Node 20 and what does as Node does. Nothing in here is for browsers. Invariant: one
 * bad call spoils no other; an instance that has trapped is never called again.
 */

import { instance } from "transak-order-tracker-server-glue";
import wasm from "transak-order-tracker-wasm";
import languages from "transak-order-tracker-words";
import { nearest } from "./language.js";
import { FLAGS, TEXTS } from "./options.js";
import type { Side, User } from "./public.js";

/** The element's attributes and properties, and how its HTML is to be. */
export interface RenderOptions {
  /** If neither this nor a partner's reference is given: the order's own id. */
  orderId?: string | null | undefined;
  apiKey?: string | null | undefined;
  partnerOrderId?: string | null | undefined;
  side?: Side | (string & {}) | null | undefined;
  status?: string | null | undefined;
  statusUrl?: string | null | undefined;
  streamUrl?: string | null | undefined;
  eventsUrl?: string | null | undefined;
  environment?: "production" | "staging" | (string & {}) | null | undefined;
  fromRedirect?: boolean | undefined;
  /** A BCP 47 tag for words and numbers; `en` if it is not given. */
  locale?: string | null | undefined;
  theme?: "auto" | "light" | "dark" | (string & {}) | null | undefined;
  layout?: "full" | "compact" | "line" | "diagram" | (string & {}) | null | undefined;
  resumeUrl?: string | null | undefined;
  retryUrl?: string | null | undefined;
  supportUrl?: string | null | undefined;

  explorerHosts?: readonly string[] | null | undefined;
  user?: User | null | undefined;
  activeOrders?: readonly object[] | null | undefined;
  /** Those of the element, and `as-of` (`As of {time}`). */
  messages?: Readonly<Record<string, string>> | null | undefined;

  /** The page's address; needed for `fromRedirect`, and for a `statusUrl` that names the page's own origin. */
  url?: string | URL | null | undefined;
  /** The address of the package's `style.css`: relative, or `https:`. Without it and `inlineStyle` there is no style until the element takes over. */
  stylesheet?: string | null | undefined;
  /** The style in the HTML; the page's policy has to allow it, by `nonce` for example. */
  inlineStyle?: boolean | undefined;
  nonce?: string | null | undefined;
  /** Plain text, for browsers that don't know declarative shadow roots, and where the element can't run. */
  fallback?: string | null | undefined;
  /** Where that leads. */
  fallbackHref?: string | null | undefined;
}

/** What was wrong, a sentence each; none repeats what was given. */
export class RenderError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join(" "));
    this.name = "RenderError";
    this.problems = problems;
  }
}

const STRINGS = [...TEXTS, "stylesheet", "nonce", "fallback", "fallbackHref"];
const SWITCHES = [...FLAGS, "inlineStyle"];
const OTHERS = ["explorerHosts", "user", "activeOrders", "messages", "url"];

let module: WebAssembly.Module | undefined;
let write: ((options: object) => string) | undefined;

function begin(module: WebAssembly.Module): (options: object) => string {
  const glue = instance(WebAssembly);
  glue.start({ module });
  return glue.render;
}

/**
 * The tag with its attributes, its shadow root and its fallback, as HTML. `order` is what your backend knows, spelled in any of Transak's ways; only the
 * fields that the tracker shows are kept of it. `null`: none is known yet. Throws a `RenderError` where something is wrong, and never
 * writes half of it.
 */
export function render(order: object | null | undefined, options: RenderOptions = {}): string {
  // Without a prototype: a polluted one would speak for what is not given.
  const given: Record<string, unknown> = Object.assign(Object.create(null), options);
  const problems: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const type = STRINGS.includes(name) ? "string" : SWITCHES.includes(name) ? "boolean" : undefined;
    if (!type && !OTHERS.includes(name)) problems.push(`There is no option of the name ${JSON.stringify(name.slice(0, 40))}.`);
    if (type && value != null && typeof value !== type) problems.push(`${name} must be a ${type}.`);
  }
  if (given.stylesheet != null && given.inlineStyle) problems.push("stylesheet and inlineStyle don't go together.");
  if (given.url != null) {
    try {
      ({ origin: given.origin, search: given.query } = new URL(String(given.url)));
    } catch {
      problems.push("url must be a whole address.");
    }
  }
  if (problems.length) throw new RenderError(problems);
  given.order = order;
  const language = nearest(languages, String(given.locale ?? "en"));
  given.language = language;
  given.words = language && languages[language];
  module ??= new WebAssembly.Module(wasm);
  write ??= begin(module);
  try {
    return write(given);
  } catch (error) {
    if (Array.isArray(error)) throw new RenderError(error as string[]);
    write = undefined;
    throw new Error("The tracker could not be drawn.", { cause: error });
  }
}
