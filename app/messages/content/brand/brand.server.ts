import { prisma } from "../../../db.server.ts";
import { brandSchema, DEFAULT_BRAND, type Brand } from "./brand.ts";

/** How a shop's emails look; those of a shop that has not said look as the default. */
export async function readBrand(shopId: number): Promise<Brand> {
  const row = await prisma().brands.findUnique({ where: { shop_id: shopId } });
  return row === null ? DEFAULT_BRAND : brandSchema.parse(row.brand);
}

/** Emails that are published look so once they are compiled again (`recompile`). */
export async function saveBrand(shopId: number, brand: Brand, now: Date): Promise<void> {
  const values = { brand, updated_at: now };
  await prisma().brands.upsert({ where: { shop_id: shopId }, create: { shop_id: shopId, ...values }, update: values });
}
