import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Response } from "express";

import { loadExtension, renderBlock, type Extension, type Placement, type Rendered } from "./extension.ts";
import type { Standard } from "../pixel-host/events.ts";
import { pixelHead } from "../pixel-host/pages.ts";
import { createEngine } from "./liquid/engine.ts";
import { loadLocales, translate } from "./liquid/translate.ts";
import { extensionGlobals, globalsOf, themeSettings, type Visit } from "./visit.ts";

const THEME = fileURLToPath(new URL("theme/", import.meta.url));
const EXTENSION = fileURLToPath(new URL("../../../extensions/reprise-theme/", import.meta.url));

/** What the demo shops' owners placed in the theme editor. */
const PLACEMENTS: Record<string, Placement[]> = {
  index: [
    { block: "points", id: "home-points", settings: { style: "tinted", padding: 32 } },
    { block: "rewards", id: "home-rewards", settings: { show_codes: false } },
    { block: "ways", id: "home-ways" },
    { block: "tiers", id: "home-tiers", settings: { style: "plain" } },
    { block: "referral", id: "home-referral" },
    { block: "photo-wall", id: "home-photo-wall" },
    { block: "sign-up", id: "home-sign-up", settings: { policy: "/policies/privacy-policy" } },
  ],
  product: [
    { block: "stars", id: "product-stars" },
    { block: "product-points", id: "product-points", settings: { style: "tinted" } },
    { block: "reviews", id: "product-reviews", below: true },
  ],
  cart: [{ block: "cart-points", id: "cart-points" }],
  page: [{ block: "program", id: "page-program" }],
  "customers/account": [
    { block: "points", id: "account-points", settings: { show_link: false, show_tier: true } },
    { block: "rewards", id: "account-rewards" },
    { block: "achievements", id: "account-achievements" },
    { block: "history", id: "account-history" },
    { block: "referral", id: "account-referral" },
  ],
};

/** App embeds are off until a merchant switches them on. Both shops have. */
const EMBEDS: Record<string, Placement[]> = {
  "morgenrot.myshopify.com": [
    { block: "panel", id: "panel", settings: { accent: "#a63f28", background: "#fffdf9", text: "#2a1b14" } },
    { block: "visits", id: "visits" },
  ],
  "nordlicht.myshopify.com": [
    { block: "panel", id: "panel", settings: { accent: "#173a44", position: "start" } },
    { block: "drawer", id: "drawer" },
    { block: "visits", id: "visits" },
  ],
};

/** The shops' colours for buttons. */
const ACCENTS: Record<string, string> = { "morgenrot.myshopify.com": "#a63f28", "nordlicht.myshopify.com": "#1f666c" };

function placed(visit: Visit, template: string): Placement[] {
  const accent = ACCENTS[visit.shop.domain];
  return (PLACEMENTS[template] ?? []).map((placement) => {
    const has = extension.blocks.get(placement.block)?.schema.settings.some(({ id }) => id === "accent") === true;
    return has && accent !== undefined ? { ...placement, settings: { accent, ...placement.settings } } : placement;
  });
}

const locales = loadLocales(join(THEME, "locales"));
const theme = createEngine({
  root: join(THEME, "templates"),
  snippets: join(THEME, "snippets"),
  locales,
  assetUrl: (file) => `/cdn/theme/assets/${file}`,
});

export const extension: Extension = loadExtension(EXTENSION);
export const themeAssets = join(THEME, "assets");

export type PageOptions = {
  template: string;
  title: string;
  data?: Record<string, unknown>;
  status?: number;
  /** What web pixels hear of the page. */
  events?: readonly Standard[];
};

/** A section as Shopify wraps it. */
const wrapped = (id: string, html: string) => `<div id="shopify-section-${id}" class="shopify-section">${html}</div>`;
const HEADER = "sections--header";
const DRAWER = "cart-drawer";
const mainOf = (template: string) => `template--${template.replace("/", "-")}__main`;

function partOf(template: string, globals: Record<string, unknown>, scope: object = {}): string {
  return theme.renderFileSync(template, scope, { globals }) as string;
}

/** The template with the app blocks placed in it, as the page's main section. */
function mainSection(visit: Visit, { template, data }: PageOptions): { html: string; blocks: Rendered[]; globals: Globals } {
  const globals = { ...globalsOf(visit, template), ...data };
  const own = extensionGlobals(visit, globals);
  const placements = visit.shop.installed ? placed(visit, template) : [];
  const blocks = placements.map((placement) => renderBlock(extension, placement, own));
  const among = (below: boolean) => blocks.filter((_, at) => (placements[at]?.below === true) === below);
  const html = (some: readonly Rendered[]) => some.map((block) => block.html).join("");
  const scope = { app_blocks: html(among(false)), apps_below: html(among(true)) };
  const content = partOf(template.replace("/", "-"), globals, scope);
  return { html: wrapped(mainOf(template), content), blocks, globals };
}

/** One section of a page, null where it has no such. */
export function renderSection(visit: Visit, options: PageOptions, id: string): string | null {
  if (id === mainOf(options.template)) return mainSection(visit, options).html;
  const template = id === HEADER ? "header" : id === DRAWER ? DRAWER : null;
  return template === null ? null : wrapped(id, partOf(template, globalsOf(visit, options.template)));
}

type Globals = Record<string, unknown>;
type Content = { title: string; content: string; blocks: Rendered[]; events?: readonly Standard[] };

function inLayout(visit: Visit, globals: Globals, { title, content, blocks, events = [] }: Content): string {
  const own = extensionGlobals(visit, globals);
  // Of the theme's apps, Shopify's checkout shows none; this one must not say there who looks.
  const isCheckout = blocks.length === 0 && events.some(({ name }) => name.startsWith("checkout_"));
  const embeds = (visit.shop.installed ? (EMBEDS[visit.shop.domain] ?? []) : []).filter(
    ({ block }) => block !== "visits" || !isCheckout,
  );
  const embedded = embeds.map((placement) => renderBlock(extension, placement, own));
  const all = [...blocks, ...embedded];
  const { sections } = themeSettings(visit.shop.domain);
  return partOf("layout", globals, {
    content_for_header: pixelHead(visit, events),
    content_for_layout: content,
    page_title: title,
    theme_name: visit.shop.name.toLowerCase(),
    header: wrapped(HEADER, partOf("header", globals)),
    cart_drawer: sections ? wrapped(DRAWER, partOf(DRAWER, globals)) : "",
    content_for_footer: embedded.map((block) => block.html).join(""),
    app_stylesheets: [...new Set(all.flatMap((block) => block.stylesheets))],
    app_scripts: [...new Set(all.flatMap((block) => block.scripts))],
  });
}

/** What an app answered as `application/liquid`: Liquid of the theme, inside the layout. The status and headers are the app's. */
export function sendLiquid(response: Response, visit: Visit, source: string): void {
  const globals = globalsOf(visit, "page");
  const content = theme.parseAndRenderSync(source, {}, { globals }) as string;
  response
    .set("Content-Type", "text/html; charset=utf-8")
    .send(inLayout(visit, globals, { title: visit.shop.name, content, blocks: [] }));
}

export function sendPage(response: Response, visit: Visit, options: PageOptions): void {
  response.set("Content-Type", "text/html; charset=utf-8").set("Cache-Control", "private, no-store");
  if (visit.section !== null) {
    const section = renderSection(visit, options, visit.section);
    response.status(section === null ? 404 : 200).send(section ?? "");
    return;
  }
  const { html: content, blocks, globals } = mainSection(visit, options);
  response.status(options.status ?? 200).send(inLayout(visit, globals, { ...options, content, blocks }));
}

/** A text of the theme in the visitor's language, for what is not in a template (titles, messages). */
export function themeText(visit: Visit, key: string): string {
  return translate(locales, visit.locale, key, new Map());
}
