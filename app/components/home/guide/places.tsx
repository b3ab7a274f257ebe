import { List, Text } from "@shopify/polaris";

import type { PlainKey } from "../../../i18n/translate.ts";
import { useT } from "../../locale.tsx";

type Say = ReturnType<typeof useT>;
type Place = { name: PlainKey; how: (t: Say) => string };

/** Where our extensions belong in Shopify's own account pages, which shops that switch to those have to fill anew. By the names that the editors list. */
export const ACCOUNT_PLACES: readonly Place[] = [
  { name: "onboarding.placePage", how: (t) => t("onboarding.placePageHow", { name: "Reprise: points and rewards" }) },
  {
    name: "onboarding.placeProfile",
    how: (t) => t("onboarding.placeProfileHow", { name: "Reprise: points in the profile and on orders" }),
  },
  { name: "onboarding.placeOrders", how: (t) => t("onboarding.placeOrdersHow") },
  { name: "onboarding.placeOrderStatus", how: (t) => t("onboarding.placeOrderStatusHow") },
];

/** Where they belong in every shop, whatever its accounts. */
export const OTHER_PLACES: readonly Place[] = [
  { name: "onboarding.placeThanks", how: (t) => t("onboarding.placeThanksHow", { name: "Reprise: points at checkout" }) },
  { name: "onboarding.placeCheckout", how: (t) => t("onboarding.placeCheckoutHow") },
  {
    name: "onboarding.placeAdmin",
    how: (t) => t("onboarding.placeAdminHow", { customer: "Reprise: a customer's points", order: "Reprise: points of an order" }),
  },
  { name: "onboarding.placePos", how: (t) => t("onboarding.placePosHow", { name: "Reprise: points at the till" }) },
];

export function Places({ places }: { places: readonly Place[] }) {
  const t = useT();
  return (
    <List>
      {places.map(({ name, how }) => (
        <List.Item key={name}>
          <Text as="span" fontWeight="semibold">
            {t(name)}
          </Text>
          {": "}
          {how(t)}
        </List.Item>
      ))}
    </List>
  );
}
