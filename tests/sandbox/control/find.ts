import { findCustomerByEmail } from "../world/commerce.ts";
import type { Customer, Order, Shop, World } from "../world/types.ts";
import { invalid, notFound } from "./errors.ts";

/** A shop by domain or by the name before `.myshopify.com`; the first when none is named. @throws ControlError */
export function findShop(world: World, given: string | undefined): Shop {
  const shops = [...world.shops.values()];
  const shop =
    given === undefined ? shops[0] : shops.find(({ domain }) => domain === given || domain === `${given}.myshopify.com`);
  if (shop === undefined) throw notFound(`There is no shop ${JSON.stringify((given ?? "").slice(0, 60))}`);
  return shop;
}

/** @throws ControlError */
export function findCustomer(shop: Shop, idOrEmail: string): Customer {
  const customer = idOrEmail.includes("@") ? findCustomerByEmail(shop, idOrEmail) : shop.customers.get(digits(idOrEmail));
  if (customer === undefined) throw notFound(`${shop.name} has no customer ${JSON.stringify(idOrEmail.slice(0, 80))}`);
  return customer;
}

/** By id, gid or name ("#1001" or "1001" when no id fits). @throws ControlError */
export function findOrder(shop: Shop, given: string): Order {
  const byName = () => [...shop.orders.values()].find(({ name, number }) => name === given || String(number) === given);
  const order = /^(gid:.*|\d+)$/.test(given) ? (shop.orders.get(digits(given)) ?? byName()) : byName();
  if (order === undefined) throw notFound(`${shop.name} has no order ${JSON.stringify(given.slice(0, 80))}`);
  return order;
}

function digits(given: string): bigint {
  const found = /^(?:gid:\/\/shopify\/[A-Za-z]+\/)?(\d{1,19})$/.exec(given)?.[1];
  if (found === undefined) throw invalid(`${JSON.stringify(given.slice(0, 80))} is no id`);
  return BigInt(found);
}
