/** The same as `index.ts`, in one file that fetches nothing: for pages that allow scripts by hash only. */

import wasm from "transak-order-tracker-wasm";
import { define } from "./define.js";
import { takeFrom } from "./wasm.js";

takeFrom(wasm);
define();
