import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Response } from "express";

import { loadExtension, renderBlock, type Extension, type Placement } from "./extension.ts";
import { createEngine } from "./liquid/engine.ts";
import { loadLocales, translate } from "./liquid/translate.ts";
import { extensionGlobals, globalsOf, type Visit } from "./visit.ts";

const THEME = fileURLToPath(new URL("theme/", import.meta.url));
const EXTENSION = fileURLToPath(new URL("../../../extensions/reprise-theme/", import.meta.url));

/** What the demo shop's owner placed in the theme editor. */
const PLACEMENTS: Record<string, Placement[]> = {
  index: [{ block: "points", id: "home-points", settings: { style: "tinted", padding: 32 } }],
  product: [{ block: "product-points", id: "product-points", settings: { style: "tinted" } }],
  "customers/account": [{ block: "points", id: "account-points", settings: { show_link: false } }],
};

/** App embeds are off until a merchant switches them on. The second shop has. */
const EMBEDS: Record<string, Placement[]> = {
  "nordlicht.myshopify.com": [
    { block: "points-badge", id: "points-badge", settings: { background: "#173a44", text: "#ffffff" } },
  ],
};

const locales = loadLocales(join(THEME, "locales"));
const theme = createEngine({
  root: join(THEME, "templates"),
  snippets: join(THEME, "snippets"),
  locales,
  assetUrl: (file) => `/cdn/theme/assets/${file}`,
});

export const extension: Extension = loadExtension(EXTENSION);
export const themeAssets = join(THEME, "assets");

export type PageOptions = { template: string; title: string; data?: Record<string, unknown>; status?: number };

/** A whole page: the template with the app blocks placed in it, inside the layout. */
export function renderPage(visit: Visit, options: PageOptions): string {
  const globals = { ...globalsOf(visit, options.template), ...options.data };
  const own = extensionGlobals(visit, globals);
  const placed = (PLACEMENTS[options.template] ?? []).map((placement) => renderBlock(extension, placement, own));
  const embedded = (EMBEDS[visit.shop.domain] ?? []).map((placement) => renderBlock(extension, placement, own));
  const all = visit.shop.installed ? [...placed, ...embedded] : [];
  const content = theme.renderFileSync(
    options.template.replace("/", "-"),
    { app_blocks: visit.shop.installed ? placed.map((block) => block.html).join("") : "" },
    { globals },
  ) as string;
  return theme.renderFileSync(
    "layout",
    {
      content_for_layout: content,
      page_title: options.title,
      theme_name: visit.shop.name.toLowerCase(),
      content_for_footer: visit.shop.installed ? embedded.map((block) => block.html).join("") : "",
      app_stylesheets: [...new Set(all.flatMap((block) => block.stylesheets))],
      app_scripts: [...new Set(all.flatMap((block) => block.scripts))],
    },
    { globals },
  ) as string;
}

export function sendPage(response: Response, visit: Visit, options: PageOptions): void {
  response
    .status(options.status ?? 200)
    .set("Content-Type", "text/html; charset=utf-8")
    .set("Cache-Control", "private, no-store")
    .send(renderPage(visit, options));
}

/** A text of the theme in the visitor's language, for what is not in a template (titles, messages). */
export function themeText(visit: Visit, key: string): string {
  return translate(locales, visit.locale, key, new Map());
}
