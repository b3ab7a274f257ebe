import type { Cart } from "@shopify/ui-extensions/point-of-sale";

import { useSignal } from "../../reprise-account/src/use-signal.ts";
import { host, t } from "./host.ts";
import { useOnline } from "./use-customer.ts";

/** The sale at hand, as far as it concerns a customer. */
export type Sale = {
  isOn: boolean;
  /** Somebody else is on it. */
  hasOther: boolean;
  canChange: boolean;
  /** Why nothing can be taken off it now; null: it can. */
  obstacle: string | null;
  has: (code: string) => boolean;
};

export function useSale(customerId: string): Sale {
  const cart = useSignal(host().cart.current);
  const isOnline = useOnline();
  const buyer = cart.customer?.id;
  const isOn = buyer !== undefined && String(buyer) === customerId;
  const canChange = cart.editable !== false && isOnline;
  const codes = new Set(codesIn(cart));
  return {
    ...{ isOn, canChange, hasOther: buyer !== undefined && !isOn },
    obstacle: obstacleIn(cart, isOn, isOnline),
    has: (code) => codes.has(code.toUpperCase()),
  };
}

function obstacleIn({ customer, editable, lineItems }: Cart, isOn: boolean, isOnline: boolean): string | null {
  if (!isOnline) return t("sale.offline");
  if (editable === false) return t("sale.locked");
  if (!isOn) return t(customer === undefined ? "sale.nobody" : "sale.another");
  return lineItems.length === 0 ? t("sale.empty") : null;
}

/** Shopify describes a discount by its code, on the whole sale or on its lines. */
export function codesIn({ cartDiscounts, lineItems }: Cart): string[] {
  const discounts = [...cartDiscounts, ...lineItems.flatMap((line) => line.discounts)];
  return discounts.flatMap(({ discountDescription }) => discountDescription?.toUpperCase() ?? []);
}

/** @returns whether Shopify has taken the code; somebody else may be on the sale by now */
export async function applyCode(customerId: string, code: string): Promise<boolean> {
  if (String(host().cart.current.value.customer?.id) !== customerId) return false;
  return host()
    .cart.addCartCodeDiscount(code)
    .then(
      () => true,
      () => false,
    );
}

/** @returns whether the customer is on the sale */
export async function addToSale(customerId: string): Promise<boolean> {
  return host()
    .cart.setCustomer({ id: Number(customerId) })
    .then(
      () => true,
      () => false,
    );
}
