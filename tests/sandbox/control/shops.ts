import { Router } from "express";
import { z } from "zod";

import { updateAccountSettings, updateScopes } from "../world/commerce.ts";
import type { Shop, World } from "../world/types.ts";
import { attempt, ControlError, handle, invalid, read, reply } from "./errors.ts";
import { currency, locale, text } from "./fields.ts";
import { findShop } from "./find.ts";

/** What happens to the app's installation in a shop; the process knows how. */
export type ShopLife = {
  readonly install: (shop: Shop) => Promise<void>;
  readonly uninstall: (shop: Shop) => void;
  readonly redact: (shop: Shop) => void;
  readonly create: (details: NewShop) => Shop;
  /** @returns its address */
  readonly openStorefront: (domain: string) => Promise<string>;
};

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, "must be lower-case letters, digits and hyphens");
const newShopSchema = z.strictObject({
  name,
  title: text(100).optional(),
  currency: currency.default("EUR"),
  timeZone: z.string().max(60).refine(isTimeZone, "must be a time zone such as Europe/Berlin").default("Europe/Berlin"),
  locale: locale.default("de"),
  otherLocales: z
    .array(z.strictObject({ locale, published: z.boolean() }))
    .max(20)
    .optional(),
  accounts: z.enum(["legacy", "new"]).default("new"),
  taxesIncluded: z.boolean().default(true),
  install: z.boolean().default(true),
});
export type NewShop = z.output<typeof newShopSchema>;

const emptySchema = z.strictObject({});
const scope = z.string().regex(/^[a-z_]{1,80}$/, "must be an access scope");
const scopesSchema = z.strictObject({ grant: z.array(scope).max(50).default([]), revoke: z.array(scope).max(50).default([]) });

const accountsSchema = z.strictObject({
  accounts: z.enum(["legacy", "new"]).optional(),
  loginRequired: z.boolean().optional(),
  storeCredit: z.boolean().optional(),
  told: z.boolean().default(true),
});

export function shopRoutes(world: World, life: ShopLife): Router {
  const router = Router();
  const view = ({ domain, name: title, currency: code, installed, installedScopes, ...shop }: Shop) => ({
    ...{ domain, name: title, currency: code, installed, scopes: installedScopes },
    ...{ accounts: shop.accounts, loginRequired: shop.loginRequired, storeCredit: shop.storeCreditOn },
  });

  router.post(
    "/shops",
    handle(async (request, response) => {
      const details = read(newShopSchema, request);
      if (world.shops.has(`${details.name}.myshopify.com`))
        throw new ControlError(422, "refused", `There is already a shop ${details.name}`);
      const shop = attempt(() => life.create(details));
      const storefront = await life.openStorefront(shop.domain);
      if (details.install) await life.install(shop);
      reply(response, 201, { ...view(shop), storefront });
    }),
  );
  const on = (action: string, change: (shop: Shop) => Promise<void> | void) =>
    router.post(
      `/shops/:domain/${action}`,
      handle(async (request, response) => {
        read(emptySchema, request);
        const shop = findShop(world, request.params["domain"]);
        await change(shop);
        reply(response, 200, view(shop));
      }),
    );
  on("uninstall", (shop) => {
    if (!shop.installed) throw invalid(`the app is not installed in ${shop.name}`);
    life.uninstall(shop);
  });
  on("reinstall", async (shop) => {
    if (shop.installed) throw invalid(`the app is already installed in ${shop.name}`);
    await life.install(shop);
  });
  router.post(
    "/shops/:domain/scopes",
    handle((request, response) => {
      const { grant, revoke } = read(scopesSchema, request);
      const shop = findShop(world, request.params["domain"]);
      updateScopes(
        world,
        shop,
        [...new Set([...shop.installedScopes, ...grant])].filter((scope) => !revoke.includes(scope)),
      );
      reply(response, 200, view(shop));
    }),
  );
  router.post(
    "/shops/:domain/accounts",
    handle((request, response) => {
      const { accounts, loginRequired, storeCredit, told } = read(accountsSchema, request);
      const shop = findShop(world, request.params["domain"]);
      updateAccountSettings(world, shop, { accounts, loginRequired, storeCreditOn: storeCredit }, told);
      reply(response, 200, view(shop));
    }),
  );
  on("redact", (shop) => life.redact(shop));
  return router;
}

function isTimeZone(given: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: given }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
