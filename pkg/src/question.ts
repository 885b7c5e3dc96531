/** How the partner's endpoint is asked (as in src/web/fetch.rs): past all caches, it must answer itself, and it does not hear which page asks. */
export const QUESTION: RequestInit = {
  cache: "no-store",
  redirect: "manual",
  referrerPolicy: "no-referrer",
  headers: { accept: "application/json" },
};
