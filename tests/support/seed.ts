import fc from "fast-check";

import { SEED } from "./seed-value.ts";

// Property tests draw the same cases every time; `SEED=random npm test` (or a number) draws others. The run prints which seed it used.
fc.configureGlobal({ ...fc.readConfigureGlobal(), ...(SEED === null ? {} : { seed: SEED }) });
