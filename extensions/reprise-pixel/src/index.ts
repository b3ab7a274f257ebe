import { register } from "@shopify/web-pixels-extension";

import { appUrl } from "./app-url.ts";
import { createTeller } from "./teller.ts";

/** What of each event is told (app/visits/posted.ts); null: nothing of it. */
type Told = Record<string, string | number> | null;

const KEY = "reprise-visitor";

/** The digits that an id ends with. */
function idOf(id: string | null | undefined): string | null {
  return /\d{1,19}$/.exec(id ?? "")?.[0] ?? null;
}

register(({ analytics, browser, customerPrivacy, init, settings }) => {
  const teller = createTeller({
    shop: init.data.shop.myshopifyDomain,
    account: String(settings["account"]),
    allowed: isAllowed(init.customerPrivacy),
    send: (body) => {
      // As plain text, so that no browser asks first. An event that is lost is not told again.
      void fetch(`${appUrl()}/pixel/v1/events`, { method: "POST", body, keepalive: true, credentials: "omit" }).catch(() => null);
    },
    kept: {
      read: () => browser.sessionStorage.getItem(KEY),
      write: (token) => void browser.sessionStorage.setItem(KEY, token).catch(() => null),
      forget: () => void browser.sessionStorage.removeItem(KEY).catch(() => null),
    },
  });
  const tell = (event: { id: string; name: string }, told: Told) => {
    if (told !== null) teller.tell({ id: event.id, name: event.name, ...told });
  };

  analytics.subscribe("reprise:visitor", ({ customData }) => teller.visitor(customData));
  customerPrivacy.subscribe("visitorConsentCollected", (event) => teller.consent(isAllowed(event.customerPrivacy)));

  analytics.subscribe("product_viewed", (event) => {
    const { id, product } = event.data.productVariant;
    const [productId, variantId] = [idOf(product.id), idOf(id)];
    tell(event, productId === null ? null : { product: productId, ...(variantId === null ? {} : { variant: variantId }) });
  });
  analytics.subscribe("collection_viewed", (event) => {
    const collection = idOf(event.data.collection.id);
    tell(event, collection === null ? null : { collection });
  });
  analytics.subscribe("search_submitted", (event) => tell(event, {}));
  analytics.subscribe("product_added_to_cart", (event) => {
    const line = event.data.cartLine;
    const [product, variant] = [idOf(line?.merchandise.product.id), idOf(line?.merchandise.id)];
    tell(event, product === null || variant === null ? null : { product, variant, quantity: line?.quantity ?? 1 });
  });
  // The checkout's pages have no theme that says who looks: the last page that had one did.
  analytics.subscribe("checkout_started", (event) => void teller.remember().then(() => tell(event, {})));
  analytics.subscribe("checkout_completed", (event) => void teller.remember().then(() => tell(event, {})));
});

function isAllowed(privacy: { analyticsProcessingAllowed: boolean; marketingAllowed: boolean }): boolean {
  return privacy.analyticsProcessingAllowed && privacy.marketingAllowed;
}
