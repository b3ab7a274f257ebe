import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Liquid } from "liquidjs";

import { createEngine } from "./liquid/engine.ts";
import { escapeHtml } from "./liquid/filters.ts";
import { loadLocales } from "./liquid/translate.ts";

type Setting = { type: string; id?: string; default?: unknown; autofill?: boolean; options?: { value: string }[] };
export type BlockSchema = {
  name: string;
  target: "section" | "head" | "body" | "compliance_head";
  stylesheet?: string;
  javascript?: string;
  settings: Setting[];
};
export type Block = { name: string; schema: BlockSchema };
export type Extension = { folder: string; blocks: Map<string, Block>; engine: Liquid };

/** Where a merchant put a block, and what they set in the theme editor. */
/** `below`: in a section of apps of its own, under the template's main one. */
export type Placement = { block: string; id: string; settings?: Record<string, unknown>; below?: true };
export type Rendered = { html: string; stylesheets: string[]; scripts: string[] };

const ASSETS = "/cdn/extensions/reprise/assets/";

export function loadExtension(folder: string): Extension {
  const engine = createEngine({
    root: join(folder, "blocks"),
    snippets: join(folder, "snippets"),
    locales: loadLocales(join(folder, "locales")),
    assetUrl: (file) => ASSETS + file,
  });
  const blocks = new Map<string, Block>();
  for (const file of readdirSync(join(folder, "blocks"))) {
    const name = file.replace(/\.liquid$/, "");
    blocks.set(name, { name, schema: readSchema(readFileSync(join(folder, "blocks", file), "utf8"), file) });
  }
  return { folder, blocks, engine };
}

/** @throws Error naming the file when there is no schema or it is not JSON */
export function readSchema(source: string, file: string): BlockSchema {
  const match = /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/.exec(source);
  if (match?.[1] === undefined) throw new Error(`${file} has no schema`);
  return JSON.parse(match[1]) as BlockSchema;
}

/** The block's settings: defaults of its schema, `product` filled in from the page, then what the merchant set. */
function settingsOf(block: Block, placement: Placement, page: { product?: unknown }): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const setting of block.schema.settings) {
    if (setting.id === undefined) continue;
    settings[setting.id] = setting.default ?? (setting.type === "checkbox" ? false : setting.type === "text" ? "" : null);
    if (setting.type === "product" && setting.autofill === true) settings[setting.id] = page.product ?? null;
  }
  for (const [id, value] of Object.entries(placement.settings ?? {})) {
    if (!(id in settings)) throw new Error(`The block ${block.name} has no setting ${id}`);
    settings[id] = value;
  }
  return settings;
}

/**
 * Renders one block as Shopify does inside a section.
 * @param globals the page's global objects; `product` fills a product setting with autofill
 * @throws Error for an unknown block, setting, filter, tag or translation
 */
export function renderBlock(extension: Extension, placement: Placement, globals: Record<string, unknown>): Rendered {
  const block = extension.blocks.get(placement.block);
  if (block === undefined) throw new Error(`The extension has no block ${placement.block}`);
  const settings = settingsOf(block, placement, globals);
  const scope = { block: { id: placement.id, type: placement.block, settings, shopify_attributes: "" } };
  const markup = extension.engine.renderFileSync(placement.block, scope, { globals }) as string;
  const { schema } = block;
  return {
    html: `<div id="shopify-block-${escapeHtml(placement.id)}" class="shopify-block shopify-app-block">${markup}</div>`,
    stylesheets: schema.stylesheet === undefined ? [] : [ASSETS + schema.stylesheet],
    scripts: schema.javascript === undefined ? [] : [ASSETS + schema.javascript],
  };
}

/** Path on disk of a file that `ASSETS` serves, or null. */
export function findAsset(extension: Extension, url: string): string | null {
  const name = url.startsWith(ASSETS) ? url.slice(ASSETS.length) : "";
  if (!/^[a-z0-9-]+(\.[a-z0-9]+)+$/.test(name)) return null;
  const file = join(extension.folder, "assets", name);
  return existsSync(file) ? file : null;
}
