import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { parse } from "smol-toml";
import { build, type Rollup } from "vite";
import { z } from "zod";

const EXTENSION = fileURLToPath(new URL("../../../extensions/reprise-account/", import.meta.url));
const HERE = dirname(fileURLToPath(import.meta.url));

const manifestSchema = z.object({
  extensions: z.array(z.object({ targeting: z.array(z.object({ target: z.string(), module: z.string() })) })),
});

/** The extensions of the folder, as its manifest has them. */
export function extensions(): z.output<typeof manifestSchema>["extensions"] {
  return manifestSchema.parse(parse(readFileSync(join(EXTENSION, "shopify.extension.toml"), "utf8"))).extensions;
}

/** The modules that the extension has, by the target that they are for. */
export function targets(): Map<string, string> {
  return new Map(
    extensions().flatMap(({ targeting }) => targeting.map(({ target, module }) => [target, join(EXTENSION, module)] as const)),
  );
}

/** The extension's texts in a language, by dotted key; in its default language where it has none. */
export function textsIn(locale: string): Record<string, string> {
  const file = [`${locale}.json`, `${locale}.default.json`, "en.default.json"]
    .map((name) => join(EXTENSION, "locales", name))
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error("The extension has no texts");
  return Object.fromEntries(leaves(JSON.parse(readFileSync(file, "utf8")) as Tree));
}

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + name, value]] : leaves(value, `${prefix}${name}.`),
  );
}

/** The script that a target's worker runs: Shopify's part of it, and the extension. @throws Error for a target that the extension does not have */
export function workerScript(target: string, appUrl: string): Promise<string> {
  const module = targets().get(target);
  if (module === undefined) throw new Error(`The extension has no target ${target}`);
  const entry = `import { run } from ${JSON.stringify(join(HERE, "worker.ts"))};\nimport extension from ${JSON.stringify(module)};\nrun(extension);`;
  return bundle(entry, appUrl);
}

/** The script of the page around it. */
export function pageScript(): Promise<string> {
  return bundle(`import ${JSON.stringify(join(HERE, "page.ts"))};`, "");
}

/** The extension alone, as it is uploaded. */
export function extensionScript(target: string): Promise<string> {
  return bundle(`export { default } from ${JSON.stringify(targets().get(target))};`, "https://reprise.example.com", "es");
}

async function bundle(entry: string, appUrl: string, format: "iife" | "es" = "iife"): Promise<string> {
  const id = "\0entry";
  const output = await build({
    ...{ configFile: false, logLevel: "error", root: EXTENSION },
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
