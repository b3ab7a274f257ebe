import { Liquid } from "liquidjs";

import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import { DEFAULT_BRAND, fontStacks, type Brand } from "./brand/brand.ts";
import { darkPalette, lightPalette } from "./brand/palette.ts";
import { layout, plainLayout } from "./layout.ts";
import { pictureAt } from "../../lib/web-address.ts";

/** A text that names what does not exist is a fault, never an empty place. */
export const strict = { strictVariables: true, strictFilters: true, ownPropertyOnly: true, jsTruthy: true };
const plain = new Liquid(strict);
const escaping = new Liquid({ ...strict, outputEscape: "escape" });
const page = escaping.parse(layout);
const plainPage = plain.parse(plainLayout);

export type Rendered = { subject: string; preheader: string; html: string; text: string };

/** What the layout shows, in words: lines of text, never Liquid. Empty texts and lists are left out. */
export type Parts = {
  locale: ShopperLocale;
  shop_name: string;
  shop_url: string;
  subject: string;
  preheader: string;
  greeting: string;
  paragraphs: string[];
  items: string[];
  code: string;
  button: string;
  button_url: string;
  closing: string[];
  reason: string;
  unsubscribe: string;
  unsubscribe_url: string;
  preferences: string;
  preferences_url: string;
  /** A link that nobody sees, by which programs that open every link give themselves away. */
  trap_url: string;
  imprint: string[];
};

/** @param brand how the shop’s emails look; those that come from us have the usual look */
export function intoLayout(parts: Parts, brand: Brand = DEFAULT_BRAND): Rendered {
  const look = {
    ...{ light: lightPalette(brand), dark: darkPalette(brand), font: fontStacks[brand.font] },
    ...{
      radius: brand.radius,
      logo: brand.logo === null ? null : { ...brand.logo, url: pictureAt(brand.logo.url, brand.logo.width) },
    },
  };
  return {
    subject: parts.subject,
    preheader: parts.preheader,
    html: String(escaping.renderSync(page, { ...parts, ...look })),
    text: String(plain.renderSync(plainPage, parts)),
  };
}
