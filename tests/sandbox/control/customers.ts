import { Router } from "express";
import { z } from "zod";

import {
  addTags,
  createCustomer,
  deleteCustomer,
  mergeCustomers,
  redactCustomer,
  removeTags,
  requestCustomerData,
  setEmailConsent,
  setSmsConsent,
  updateCustomer,
} from "../world/commerce.ts";
import { setCustomerMetafield } from "../world/metafields.ts";
import type { Consent, ConsentState, Customer, Shop, World } from "../world/types.ts";
import { attempt, handle, invalid, read, reply } from "./errors.ts";
import { country, email, id, locale, shopName, text } from "./fields.ts";
import { findCustomer, findShop } from "./find.ts";
import { customerView } from "./views.ts";

const consentState = z.enum(["subscribed", "not_subscribed", "pending", "unsubscribed", "redacted", "invalid"]);
const optInLevel = z.enum(["single_opt_in", "confirmed_opt_in", "unknown"]);
const tags = z.array(text(255)).max(250);

const details = {
  email: email.nullish(),
  phone: text(30).nullish(),
  firstName: text(255).nullish(),
  lastName: text(255).nullish(),
  locale: locale.optional(),
  countryCode: country.optional(),
  provinceCode: text(16).nullish(),
  city: text(255).nullish(),
  note: text(5000).nullish(),
  verifiedEmail: z.boolean().optional(),
  state: z.enum(["enabled", "disabled"]).optional(),
};
const createSchema = z.strictObject({
  shop: shopName,
  ...details,
  tags: tags.optional(),
  emailConsent: consentState.optional(),
  smsConsent: consentState.optional(),
  optInLevel: optInLevel.optional(),
});
const changeSchema = z.strictObject({ shop: shopName, ...details, tags: tags.optional() });
const consentSchema = z.strictObject({
  shop: shopName,
  channel: z.enum(["email", "sms"]).default("email"),
  state: consentState,
  optInLevel: optInLevel.optional(),
});
const ref = z.union([id, email]).transform(String);
const mergeSchema = z.strictObject({ shop: shopName, kept: ref, gone: ref });
const metafieldSchema = z.strictObject({
  shop: shopName,
  namespace: text(255),
  key: text(64),
  type: text(60).optional(),
  value: z.string().max(5_000),
});
const plainSchema = z.strictObject({ shop: shopName });

export function customerRoutes(world: World, clientId: string): Router {
  const router = Router();

  router.post(
    "/customers",
    handle((request, response) => {
      const { shop: name, optInLevel: level, ...input } = read(createSchema, request);
      const shop = findShop(world, name);
      const levels = { emailOptInLevel: levelOf(input.emailConsent, level), smsOptInLevel: levelOf(input.smsConsent, level) };
      reply(
        response,
        201,
        customerView(
          shop,
          attempt(() => createCustomer(world, shop, { ...defined(input), ...levels })),
          clientId,
        ),
      );
    }),
  );
  router.post(
    "/customers/merge",
    handle((request, response) => {
      const { shop: name, kept, gone } = read(mergeSchema, request);
      const shop = findShop(world, name);
      const survivor = attempt(() => mergeCustomers(world, shop, findCustomer(shop, kept), findCustomer(shop, gone)));
      reply(response, 200, customerView(shop, survivor, clientId));
    }),
  );
  router.get(
    "/customers/:id",
    handle((request, response) => {
      const given = request.query["shop"];
      const shop = findShop(world, typeof given === "string" ? given : undefined);
      reply(response, 200, customerView(shop, findCustomer(shop, request.params["id"] ?? ""), clientId));
    }),
  );

  const onCustomer = <Schema extends z.ZodType<{ shop?: string | undefined }>>(
    method: "post" | "patch",
    path: string,
    schema: Schema,
    change: (shop: Shop, customer: Customer, input: z.output<Schema>) => void,
  ) =>
    router[method](
      `/customers/:id${path}`,
      handle((request, response) => {
        const input = read(schema, request);
        const shop = findShop(world, input.shop);
        const customer = findCustomer(shop, request.params["id"] ?? "");
        attempt(() => change(shop, customer, input));
        reply(response, 200, customerView(shop, customer, clientId));
      }),
    );
  onCustomer("patch", "", changeSchema, (shop, customer, { tags: wanted, ...named }) => {
    const change = defined({ ...named, shop: undefined });
    if (wanted === undefined && Object.keys(change).length === 0) throw invalid("nothing to change is named");
    if (Object.keys(change).length > 0) updateCustomer(world, shop, customer, change);
    if (wanted === undefined) return;
    const kept = new Set(wanted.map((tag) => tag.trim().toLowerCase()));
    removeTags(
      world,
      shop,
      customer,
      customer.tags.filter((tag) => !kept.has(tag.toLowerCase())),
    );
    addTags(world, shop, customer, wanted);
  });
  onCustomer("post", "/consent", consentSchema, (shop, customer, { channel, state, optInLevel: level }) =>
    (channel === "email" ? setEmailConsent : setSmsConsent)(world, shop, customer, state, levelOf(state, level)),
  );
  onCustomer("post", "/metafields", metafieldSchema, (shop, customer, { namespace, key, type, value }) =>
    setCustomerMetafield(world, shop, customer, { namespace, key, type, value }),
  );
  onCustomer("post", "/delete", plainSchema, (shop, customer) => deleteCustomer(world, shop, customer));
  onCustomer("post", "/redact", plainSchema, (shop, customer) => redactCustomer(world, shop, customer));
  onCustomer("post", "/data-request", plainSchema, (shop, customer) => requestCustomerData(world, shop, customer));
  return router;
}

/** Who is subscribed here without more words has confirmed it, as German law wants it: the app writes to them. */
function levelOf(state: ConsentState | undefined, given: Consent["optInLevel"] | undefined): Consent["optInLevel"] {
  return given ?? (state === "subscribed" ? "confirmed_opt_in" : "single_opt_in");
}

function defined<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Key in keyof Fields]: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
