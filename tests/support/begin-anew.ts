import { vi } from "vitest";

const BEGINNING = Symbol.for("reprise.test-environment");
const kept = globalThis as { [BEGINNING]?: Readonly<NodeJS.ProcessEnv> };
const beginning = (kept[BEGINNING] ??= { ...process.env });

/**
 * What a new process would have: modules of the app that remember nothing (caches, connections, the environment as it was read), and the environment,
 * clock and globals of the beginning. Packages stay loaded: they are what takes long.
 */
export function beginAnew(): void {
  for (const name of Object.keys(process.env)) if (!(name in beginning)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, beginning);
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.resetModules();
}
