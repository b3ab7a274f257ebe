import { localImportsOf, type Source } from "./rules.ts";

/**
 * What the sandbox takes from the app, itself or through what it uses: a fault in that would hide in both, so that no test could see it.
 * @param sources the sandbox, and the helpers of tests that it may reach
 * @param allowed target -> reason
 */
export function sharedWithTheApp(sources: readonly Source[], allowed: ReadonlyMap<string, string>): string[] {
  return reached(sources).flatMap((source) =>
    localImportsOf(source)
      .filter((target) => target.startsWith("app/") && !allowed.has(target))
      .map((target) => `${source.path} -> ${target}`),
  );
}

/** Allowed imports that nobody needs any more. */
export function idleAllowances(sources: readonly Source[], allowed: ReadonlyMap<string, string>): string[] {
  const taken = new Set(reached(sources).flatMap(localImportsOf));
  return [...allowed.keys()].filter((target) => !taken.has(target));
}

/** Tests among the sandbox's sources, which have a folder of their own. */
export function testsAmongSources(paths: readonly string[]): string[] {
  return paths.filter((path) => path.startsWith(SANDBOX) && /\.test\.tsx?$/.test(path));
}

const SANDBOX = "tests/sandbox/";

function reached(sources: readonly Source[]): Source[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const found = new Map(sources.filter(({ path }) => path.startsWith(SANDBOX)).map((source) => [source.path, source]));
  // A map goes on over what is put into it while it is gone through.
  for (const source of found.values()) {
    for (const target of localImportsOf(source)) {
      const next = byPath.get(target);
      if (next !== undefined) found.set(target, next);
    }
  }
  return [...found.values()];
}
