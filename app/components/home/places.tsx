import { List, Text } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import { useT } from "../locale.tsx";

type Place = { name: PlainKey; how: PlainKey };

/** Where our extensions belong in Shopify's own account pages, which shops that switch to those have to fill anew. */
export const ACCOUNT_PLACES: readonly Place[] = [
  { name: "onboarding.placePage", how: "onboarding.placePageHow" },
  { name: "onboarding.placeProfile", how: "onboarding.placeProfileHow" },
  { name: "onboarding.placeOrders", how: "onboarding.placeOrdersHow" },
  { name: "onboarding.placeOrderStatus", how: "onboarding.placeOrderStatusHow" },
];

/** Where they belong in every shop, whatever its accounts. */
export const OTHER_PLACES: readonly Place[] = [
  { name: "onboarding.placeThanks", how: "onboarding.placeThanksHow" },
  { name: "onboarding.placeCheckout", how: "onboarding.placeCheckoutHow" },
  { name: "onboarding.placeAdmin", how: "onboarding.placeAdminHow" },
  { name: "onboarding.placePos", how: "onboarding.placePosHow" },
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
          {t(how)}
        </List.Item>
      ))}
    </List>
  );
}
