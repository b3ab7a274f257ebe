import type { Given, ToWorker } from "./messages.ts";
import type { PageOfWorker, Signal } from "./page-of-worker.ts";

type Begin = Extract<ToWorker, { kind: "begin" }>;

/**
 * The part of Shopify's API that stands here: for each kind of place what its documentation names, and no more.
 * https://shopify.dev/docs/api/customer-account-ui-extensions/2026-07
 */
export function givenBy(begin: Begin, page: PageOfWorker): Record<string, unknown> {
  const { locale, texts, target, given } = begin;
  const signals = (...names: string[]): Record<string, Signal> =>
    Object.fromEntries(names.map((name) => [name, page.signal(name, given[name])]));
  return { extension: { target }, i18n: wordsIn(locale, texts), ...ofPlace(begin, page, signals) };
}

function ofPlace(begin: Begin, page: PageOfWorker, signals: (...names: string[]) => Given): Given {
  const { target, locale, given } = begin;
  const language = { value: { isoCode: locale } };
  const shopper = {
    localization: { language, extensionLanguage: language },
    sessionToken: { get: () => page.ask("sessionToken") },
  };
  if (target.startsWith("customer-account.order-status."))
    return {
      ...{ ...shopper, shop: given["shop"], requireLogin: () => page.ask("requireLogin") },
      ...signals("order", "authenticationState"),
    };
  if (target.startsWith("customer-account.")) return shopper;
  if (target.startsWith("purchase.")) {
    const { lines, discountAllocations, totalTaxAmount, totalShippingAmount, customer, email, country, ...rest } = signals(
      ...["lines", "discountAllocations", "totalTaxAmount", "totalShippingAmount", "customer", "email", "country"],
      ...(target.startsWith("purchase.thank-you.") ? ["orderConfirmation"] : ["discountCodes", "instructions"]),
    );
    return {
      ...{ ...shopper, shop: given["shop"], lines, discountAllocations, ...rest },
      localization: { ...shopper.localization, country },
      cost: { totalTaxAmount, totalShippingAmount },
      // Nobody buys for a company here.
      buyerIdentity: { customer, email, purchasingCompany: page.signal("purchasingCompany", undefined) },
      ...(target.startsWith("purchase.checkout.")
        ? { applyDiscountCodeChange: (change: unknown) => page.ask("applyDiscountCodeChange", change) }
        : {}),
    };
  }
  if (target.startsWith("admin.")) return { auth: { idToken: () => page.ask("idToken") }, data: given["data"] };
  if (target.startsWith("pos.")) return ofTill(begin, page, signals);
  throw new Error(`Nothing stands here for ${target}`);
}

/** https://shopify.dev/docs/api/pos-ui-extensions/2026-07/target-apis */
function ofTill({ target, locale, given }: Begin, page: PageOfWorker, signals: (...names: string[]) => Given): Given {
  const { cart, connectivity } = signals("cart", "connectivity");
  const isScreen = target.endsWith(".modal.render") || target.endsWith(".action.render");
  return {
    locale: { current: page.signal("locale", locale) },
    connectivity: { current: connectivity },
    session: { getSessionToken: () => page.ask("idToken") },
    cart: {
      current: cart,
      setCustomer: (customer: unknown) => page.ask("setCustomer", customer),
      addCartCodeDiscount: (code: unknown) => page.ask("addCartCodeDiscount", code),
    },
    ...(isScreen ? {} : { action: { presentModal: () => void page.ask("presentModal") } }),
    ...(target.startsWith("pos.customer-details.") ? { customer: given["customer"] } : {}),
  };
}

/**
 * Blocks of the admin and the till ask their app by addresses of its own, and Shopify says who asks; extensions for shoppers do both themselves.
 * https://shopify.dev/docs/api/admin-extensions/latest/network-features, https://shopify.dev/docs/api/pos-ui-extensions
 */
export function fetchFor(target: string, appUrl: string, page: PageOfWorker): typeof fetch {
  const plain = globalThis.fetch.bind(globalThis);
  if (!target.startsWith("admin.") && !target.startsWith("pos.")) return plain;
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input), appUrl);
    const headers = new Headers(init?.headers);
    if (url.origin === new URL(appUrl).origin) headers.set("Authorization", `Bearer ${String(await page.ask("idToken"))}`);
    return plain(url, { ...init, headers });
  };
}

/** `i18n` over the extension's own `locales/`. */
function wordsIn(locale: string, texts: Record<string, string>) {
  return {
    translate: (key: string, values: Record<string, string | number> = {}) => translated(texts, key, values, locale),
    formatNumber: (value: number, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options).format(value),
    formatCurrency: (value: number, options?: Intl.NumberFormatOptions) =>
      new Intl.NumberFormat(locale, { style: "currency", ...options }).format(value),
    formatDate: (date: Date, options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options).format(date),
  };
}

function translated(texts: Record<string, string>, key: string, values: Record<string, string | number>, locale: string): string {
  const { count } = values;
  const form = typeof count === "number" ? new Intl.PluralRules(locale).select(count) : "other";
  const text = texts[key] ?? texts[`${key}.${form}`] ?? texts[`${key}.other`];
  if (text === undefined) throw new Error(`The extension has no text ${key}`);
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (place, name: string) => String(values[name] ?? place));
}
