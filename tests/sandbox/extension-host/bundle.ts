import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { parse } from "smol-toml";
import { build, type Rollup } from "vite";
import { z } from "zod";

const EXTENSIONS = fileURLToPath(new URL("../../../extensions/", import.meta.url));
const HERE = dirname(fileURLToPath(import.meta.url));
const PIXEL = join(EXTENSIONS, "reprise-pixel/src/index.ts");

const manifestSchema = z.object({
  extensions: z.array(
    z.object({
      type: z.string(),
      name: z.string().optional(),
      handle: z.string().optional(),
      targeting: z.array(z.object({ target: z.string(), module: z.string() })).default([]),
    }),
  ),
});

/** A folder of `extensions/` whose extensions are drawn by Shopify's elements. */
export type Folder = "reprise-account" | "reprise-admin" | "reprise-pos";
export const FOLDERS: readonly Folder[] = ["reprise-account", "reprise-admin", "reprise-pos"];

/** The extensions of a folder, as its manifest has them. */
export function extensions(folder: Folder): z.output<typeof manifestSchema>["extensions"] {
  return manifestSchema.parse(parse(readFileSync(join(EXTENSIONS, folder, "shopify.extension.toml"), "utf8"))).extensions;
}

type Module = { folder: Folder; path: string };

/** The modules that the extensions have, by the target that they are for. */
export function targets(...folders: readonly Folder[]): Map<string, Module> {
  return new Map(
    (folders.length === 0 ? FOLDERS : folders).flatMap((folder) =>
      extensions(folder).flatMap(({ targeting }) =>
        targeting.map(({ target, module }) => [target, { folder, path: join(EXTENSIONS, folder, module) }] as const),
      ),
    ),
  );
}

/** @throws Error for a target that no extension has */
function moduleOf(target: string): Module {
  const found = targets().get(target);
  if (found === undefined) throw new Error(`No extension has the target ${target}`);
  return found;
}

/** An extension's texts in a language, by dotted key; in its default language where it has none. */
export function textsIn(folder: Folder, locale: string): Record<string, string> {
  const file = [`${locale}.json`, `${locale}.default.json`, "en.default.json"]
    .map((name) => join(EXTENSIONS, folder, "locales", name))
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error("The extension has no texts");
  return Object.fromEntries(leaves(JSON.parse(readFileSync(file, "utf8")) as Tree));
}

/** The same of the extension that has a target. */
export function textsFor(target: string, locale: string): Record<string, string> {
  return textsIn(moduleOf(target).folder, locale);
}

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + name, value]] : leaves(value, `${prefix}${name}.`),
  );
}

/** The script that a target's worker runs: Shopify's part of it, and the extension. @throws Error for a target that no extension has */
export async function workerScript(target: string, appUrl: string): Promise<string> {
  const entry = `import { run } from ${JSON.stringify(join(HERE, "worker.ts"))};\nimport extension from ${JSON.stringify(moduleOf(target).path)};\nrun(extension, process.env.APP_URL);`;
  return bundle(entry, appUrl);
}

/** The script of the page around it. */
export function pageScript(): Promise<string> {
  return bundle(`import ${JSON.stringify(join(HERE, "page.ts"))};`, "");
}

/** The script of the web pixel's worker: Shopify's part of it, and then the extension, which registers with that. */
export function pixelScript(appUrl: string): Promise<string> {
  const host = join(HERE, "../pixel-host/worker.ts");
  return bundle(`import ${JSON.stringify(host)};\nimport ${JSON.stringify(PIXEL)};`, appUrl);
}

/** The web pixel alone, as it is uploaded. */
export function pixelAlone(): Promise<string> {
  return bundle(`import ${JSON.stringify(PIXEL)};`, "https://reprise.example.com");
}

/** The script of the pages that it is in. */
export function pixelPageScript(): Promise<string> {
  return bundle(`import ${JSON.stringify(join(HERE, "../pixel-host/page.ts"))};`, "");
}

/** The extension alone, as it is uploaded. */
export async function extensionScript(target: string): Promise<string> {
  return bundle(`export { default } from ${JSON.stringify(moduleOf(target).path)};`, "https://reprise.example.com", "es");
}

async function bundle(entry: string, appUrl: string, format: "iife" | "es" = "iife"): Promise<string> {
  const id = "\0entry";
  const output = await build({
    ...{ configFile: false, logLevel: "error", root: EXTENSIONS },
    define: { "process.env.APP_URL": JSON.stringify(appUrl), "process.env.NODE_ENV": '"production"' },
    esbuild: { jsx: "automatic", jsxImportSource: "preact" },
    plugins: [
      {
        name: "entry",
        resolveId: (source) => (source === "entry" ? id : null),
        load: (source) => (source === id ? entry : null),
      },
    ],
    build: {
      ...{ write: false, minify: "esbuild", target: "es2022" },
      rollupOptions: { input: "entry", output: { format, inlineDynamicImports: true }, preserveEntrySignatures: "strict" },
    },
  });
  const [first] = (output as Rollup.RollupOutput).output;
  return first.code;
}
