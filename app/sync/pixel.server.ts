import { z } from "zod";

import { log } from "../log.server.ts";
import { adminGraphql } from "../shopify.server.ts";
import type { Shop } from "../shops/shop.ts";
import { problemOf } from "./admin-api/problem.server.ts";
import { CREATE_PIXEL, DELETE_PIXEL, FIND_PIXEL, UPDATE_PIXEL } from "./pixel.graphql.ts";

const userErrors = z.array(z.object({ code: z.string().nullable(), message: z.string() }));
const made = z.object({ webPixel: z.object({ id: z.string() }).nullable(), userErrors });
const createdSchema = z.object({ webPixelCreate: made });
const updatedSchema = z.object({ webPixelUpdate: made });
const deletedSchema = z.object({ webPixelDelete: z.object({ userErrors }) });
const foundSchema = z.object({ webPixel: z.object({ id: z.string() }).nullable() });

/** `refused`: in Shopify's words. */
export type PixelProblem = { reason: "access" | "unreachable" } | { reason: "refused"; says: string };
export type Installed = { ok: true; webPixelGid: string } | ({ ok: false } & PixelProblem);

/** Installs our pixel in the shop under a name, or renames the one that is there. @throws where the fault is ours */
export function installPixel(shop: Shop, account: string): Promise<Installed> {
  // Shopify takes settings as text.
  const webPixel = { settings: JSON.stringify({ account }) };
  return asked(shop, async () => {
    const created = createdSchema.parse(await adminGraphql(shop, CREATE_PIXEL, { webPixel })).webPixelCreate;
    if (!created.userErrors.some(({ code }) => code === "TAKEN")) return outcomeOf(created);
    const { webPixel: found } = foundSchema.parse(await adminGraphql(shop, FIND_PIXEL));
    if (found === null) return outcomeOf(created);
    return outcomeOf(updatedSchema.parse(await adminGraphql(shop, UPDATE_PIXEL, { id: found.id, webPixel })).webPixelUpdate);
  });
}

/** Takes our pixel out of the shop; one that is not there is as good. */
export function removePixel(shop: Shop, id: string): Promise<Installed> {
  return asked(shop, async () => {
    const { userErrors } = deletedSchema.parse(await adminGraphql(shop, DELETE_PIXEL, { id })).webPixelDelete;
    return outcomeOf({ webPixel: { id }, userErrors: userErrors.filter(({ code }) => code !== "NOT_FOUND") });
  });
}

function outcomeOf({ webPixel, userErrors }: z.infer<typeof made>): Installed {
  if (webPixel !== null && userErrors.length === 0) return { ok: true, webPixelGid: webPixel.id };
  return { ok: false, reason: "refused", says: userErrors.map(({ message }) => message).join(" ") };
}

async function asked(shop: Shop, ask: () => Promise<Installed>): Promise<Installed> {
  try {
    return await ask();
  } catch (error) {
    const problem = problemOf(error);
    if (problem === "defect") throw error;
    log().warn({ error, shopId: shop.shopId }, "the web pixel was not changed in Shopify");
    return { ok: false, reason: problem === "unreachable" ? "unreachable" : "access" };
  }
}
