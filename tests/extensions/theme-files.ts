import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const EXTENSION = fileURLToPath(new URL("../../extensions/reprise-theme/", import.meta.url));

export type ThemeFile = { path: string; text: string; bytes: number };

/** Every file of the extension, `blocks/points.liquid` and so on. */
export function themeFiles(root = EXTENSION): ThemeFile[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const content = readFileSync(file);
      return { path: relative(root, file), text: content.toString("utf8"), bytes: content.length };
    });
}

type Tree = { [key: string]: string | Tree };

/** Leaves of a locale file as dotted keys; the forms of a plural (`one`, `other`) stay one key. */
export function keysOf(tree: Tree, prefix = ""): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const [name, value] of Object.entries(tree)) {
    const key = prefix + name;
    if (typeof value === "string") keys.set(key, [value]);
    else if ("other" in value) keys.set(key, Object.values(value).map(String));
    else for (const [inner, texts] of keysOf(value, `${key}.`)) keys.set(inner, texts);
  }
  return keys;
}

/** Keys that templates translate: `'key' | t`. A key that is not a literal cannot be checked and is returned as such. */
export function translatedKeys(source: string): { keys: string[]; computed: string[] } {
  const keys = [...source.matchAll(/'([^']+)'\s*\|\s*t(?:ranslate)?\b/g)].map((match) => match[1] ?? "");
  const uses = [...source.matchAll(/[^\s{%]+\s*\|\s*t(?:ranslate)?\b/g)].map((match) => match[0]);
  return { keys, computed: uses.filter((use) => !use.includes("'")) };
}

/** Keys that a schema uses: every string that begins with `t:`. */
export function schemaKeys(value: unknown): string[] {
  if (typeof value === "string") return value.startsWith("t:") ? [value.slice(2)] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(schemaKeys);
}

export const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] ?? "").sort();
