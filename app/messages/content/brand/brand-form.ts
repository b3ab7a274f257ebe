import { isPictureAddress, isWebAddress } from "../../../lib/web-address.ts";
import { networks, type Network } from "../../../lib/networks.ts";
import { brandSchema, DEFAULT_BRAND, fontKeys, forms, type Brand } from "./brand.ts";

export const brandFields = [
  ...(["logoUrl", "logoWidth", "page", "card", "text", "accent", "radius", "font", "form"] as const),
  ...networks,
] as const;
export type BrandField = (typeof brandFields)[number];
export type BrandValues = Record<BrandField, string>;
export type BrandErrors = Partial<Record<BrandField, "color" | "address" | "number">>;

export const LIMITS = { logoWidth: { least: 40, most: 300 }, radius: { least: 0, most: 24 } } as const;

/** A brand as its form shows it. */
export function valuesOfBrand({ logo, colors, radius, font, form, social }: Brand): BrandValues {
  const links = Object.fromEntries(
    networks.map((network) => [network, social.find((one) => one.network === network)?.url ?? ""]),
  );
  return {
    ...{ logoUrl: logo?.url ?? "", logoWidth: String(logo?.width ?? 160), ...colors },
    ...{ radius: String(radius), font, form },
    ...(links as Record<Network, string>),
  };
}

/** Reads what was typed; where something is wrong, what. */
export function readBrandForm(typed: BrandValues): { ok: true; brand: Brand } | { ok: false; errors: BrandErrors } {
  const values = Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, value.trim()])) as BrandValues;
  const errors: BrandErrors = {};
  for (const name of ["page", "card", "text", "accent"] as const)
    if (!/^#[0-9a-f]{6}$/i.test(values[name])) errors[name] = "color";
  for (const name of ["logoWidth", "radius"] as const) if (!isWithin(values[name], LIMITS[name])) errors[name] = "number";
  if (values.logoUrl !== "" && !isPictureAddress(values.logoUrl)) errors.logoUrl = "address";
  for (const network of networks) if (values[network] !== "" && !isWebAddress(values[network])) errors[network] = "address";
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    brand: brandSchema.parse({
      logo: values.logoUrl === "" ? null : { url: values.logoUrl, width: Number(values.logoWidth) },
      colors: Object.fromEntries((["page", "card", "text", "accent"] as const).map((name) => [name, values[name].toLowerCase()])),
      radius: Number(values.radius),
      font: fontKeys.find((key) => key === values.font) ?? DEFAULT_BRAND.font,
      form: forms.find((form) => form === values.form) ?? DEFAULT_BRAND.form,
      social: networks.flatMap((network) => (values[network] === "" ? [] : [{ network, url: values[network] }])),
    }),
  };
}

function isWithin(typed: string, { least, most }: { least: number; most: number }): boolean {
  return /^\d{1,3}$/.test(typed) && Number(typed) >= least && Number(typed) <= most;
}
