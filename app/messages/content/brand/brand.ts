import { z } from "zod";

import { networks } from "../../../lib/networks.ts";
import { isPictureAddress, isWebAddress } from "../../../lib/web-address.ts";

const color = z.string().regex(/^#[0-9a-f]{6}$/);

/** Fonts that are there already: none is loaded from elsewhere, which would tell others who reads. */
export const fontStacks = {
  system: "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif",
  arial: "Arial, Helvetica, sans-serif",
  verdana: "Verdana, Geneva, sans-serif",
  trebuchet: "'Trebuchet MS', Tahoma, sans-serif",
  georgia: "Georgia, 'Times New Roman', serif",
  palatino: "'Palatino Linotype', Palatino, 'Book Antiqua', Georgia, serif",
} as const;
export type FontKey = keyof typeof fontStacks;
export const fontKeys = Object.keys(fontStacks) as FontKey[];

/** How German readers are addressed. */
export const forms = ["du", "sie"] as const;
export type Form = (typeof forms)[number];

const picture = z.string().max(2_000).refine(isPictureAddress, "picture");

export const brandSchema = z.object({
  /** Where the program is dark, it stands on a light plate. */
  logo: z
    .object({
      url: picture,
      /** Pixels. */
      width: z.int().min(40).max(300),
    })
    .nullable(),
  colors: z.object({ page: color, card: color, text: color, accent: color }),
  /** Pixels, of cards, buttons and pictures. */
  radius: z.int().min(0).max(24),
  font: z.enum(fontKeys as [FontKey, ...FontKey[]]),
  form: z.enum(forms),
  social: z
    .array(z.object({ network: z.enum(networks), url: z.string().max(500).refine(isWebAddress, "address") }))
    .max(networks.length),
});

/** How a shop's emails look and speak. Imprint and sender are the shop's settings. */
export type Brand = z.infer<typeof brandSchema>;

export const DEFAULT_BRAND: Brand = {
  logo: null,
  colors: { page: "#f4f4f2", card: "#ffffff", text: "#1d2024", accent: "#1d2024" },
  ...{ radius: 8, font: "system", form: "du", social: [] },
};
