import { flushCompileCache } from "node:module";

import { afterAll } from "vitest";

// Every test file has a process of its own, which is ended by a signal: what it has compiled of the packages is kept for the next one here.
afterAll(() => {
  flushCompileCache();
});
