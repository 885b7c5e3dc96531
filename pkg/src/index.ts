/** Importing this defines `<transak-order-tracker>`. On a server it does nothing. */

import { define } from "./define.js";

export type * from "./public.js";

define();
