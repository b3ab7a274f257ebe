import { useAppBridge } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Button, InlineStack } from "@shopify/polaris";
import { useRevalidator } from "@remix-run/react";
import { useEffect, useState } from "react";

import type { PlainKey } from "../../i18n/translate.ts";
import type { OptionalScope } from "../../shops/optional-scopes.ts";
import { useT } from "../locale.tsx";
import { useClosed } from "./help.tsx";

type Asked = {
  title: PlainKey;
  text: PlainKey;
  allow: PlainKey;
  extra?: true;
  /** Asked for in the same breath. */ with?: OptionalScope;
};

const pixels = { title: "scopes.pixelsTitle", text: "scopes.pixelsText", allow: "scopes.pixelsAllow" } as const;

const words: Record<OptionalScope, Asked> = {
  // Works without, less exactly.
  read_fulfillments: {
    ...{ title: "scopes.fulfillmentsTitle", text: "scopes.fulfillmentsText", allow: "scopes.fulfillmentsAllow" },
    extra: true,
  },
  // One is worth nothing without the other.
  write_pixels: { ...pixels, with: "read_customer_events" },
  read_customer_events: { ...pixels, with: "write_pixels" },
  write_products: { title: "scopes.productsTitle", text: "scopes.productsText", allow: "scopes.productsAllow" },
  read_all_orders: { title: "scopes.allOrdersTitle", text: "scopes.allOrdersText", allow: "scopes.allOrdersAllow" },
  write_gift_cards: { title: "scopes.giftCardsTitle", text: "scopes.giftCardsText", allow: "scopes.giftCardsAllow" },
  // Works without, a night later: worth a word only to who can change it.
  read_shopify_payments_disputes: {
    ...{ title: "scopes.disputesTitle", text: "scopes.disputesText", allow: "scopes.disputesAllow" },
    extra: true,
  },
};

/** What a page does less well without a scope that another page needs more. */
type Without = Pick<Asked, "title" | "text">;

/**
 * What cannot be done without a permission that the merchant has not granted, and the button that has Shopify ask for it. Only what the operator has
 * declared can be asked for, and Shopify tells before the app hears of it by webhook: its answer decides what is shown.
 */
export function MissingScope({ scope, without }: { scope: OptionalScope; without?: Without }) {
  const t = useT();
  const shopify = useAppBridge();
  const { revalidate } = useRevalidator();
  const [can, setCan] = useState<"unknown" | "ask" | "not-ask">("unknown");
  const [granted, setGranted] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let gone = false;
    shopify.scopes.query().then(
      ({ granted, optional }) => {
        if (gone) return;
        setGranted(granted.includes(scope));
        setCan(optional.includes(scope) ? "ask" : "not-ask");
      },
      // Outside the admin there is nobody to ask; what is missing is said all the same.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [shopify, scope]);

  const { allow, with: other, ...usual } = words[scope];
  const { title, text } = without ?? usual;
  const extra = without !== undefined || usual.extra === true;
  const ask = async () => {
    setBusy(true);
    try {
      const { result } = await shopify.scopes.request(other === undefined ? [scope] : [scope, other]);
      setGranted(result === "granted-all");
      shopify.toast.show(result === "granted-all" ? t("scopes.granted") : t("scopes.declined"));
      if (result === "granted-all") revalidate();
    } catch {
      shopify.toast.show(t("scopes.failed"), { isError: true });
    } finally {
      setBusy(false);
    }
  };
  const { closed, close } = useClosed(`scope-${scope}${without === undefined ? "" : `-${without.title}`}`);
  if (granted || (extra && (can !== "ask" || closed))) return null;
  return (
    <Banner tone={extra ? "info" : "warning"} title={t(title)} {...(extra ? { onDismiss: close } : {})}>
      <BlockStack gap="200">
        <p>{t(text)}</p>
        {can === "not-ask" && <p>{t("scopes.notDeclared")}</p>}
        {can === "ask" && (
          <InlineStack>
            <Button loading={busy} onClick={() => void ask()}>
              {t(allow)}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
    </Banner>
  );
}
