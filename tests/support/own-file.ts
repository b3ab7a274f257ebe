import { flushCompileCache } from "node:module";

import { afterAll } from "vitest";

import { beginAnew } from "./begin-anew.ts";

// Test files share processes: starting one for each, and loading every package into it, was a third of what a run computes. None meets what another has left.
beginAnew();

// The process is ended by a signal one day: what it has compiled of the packages is kept for others here.
afterAll(() => {
  flushCompileCache();
});
