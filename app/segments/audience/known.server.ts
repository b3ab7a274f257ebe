import type { Db } from "../../db.server.ts";
import { currentProgram } from "../../program/versions.server.ts";
import type { Texts } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import { listSegments } from "../segments.server.ts";

/** The tiers and segments that something can be for, with their names. */
export async function readAudiences(db: Db, shop: Shop, at: Date) {
  const [{ rules }, segments] = await Promise.all([currentProgram(db, shop.shopId, at), listSegments(db, shop.shopId)]);
  const tiers: { key: string; name: Texts }[] = (rules.tiers?.levels ?? []).map(({ key, name }) => ({ key, name }));
  return { tiers, segments };
}
