import { countryName } from "../world/customer-body.ts";
import { API_VERSION } from "../config.ts";
import { accountsUrl } from "../world/shop-body.ts";
import type { Shop as ShopRecord } from "../world/types.ts";
import { declaredScopes } from "../scopes.ts";
import { gidOf } from "../lib/gid.ts";
import { dateTime, node, type Context, type Node, type Resolvers } from "./context.ts";
import { installationId, ownerFields } from "./metafield-fields.ts";

type Source = Node<"Shop", ShopRecord>;

function offsetMinutes(instant: Date, timeZone: string): number {
  const name = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" })
    .formatToParts(instant)
    .find((part) => part.type === "timeZoneName")?.value;
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name ?? "");
  return match === null ? 0 : (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

function moneyFormat(currency: string): string {
  return currency === "EUR" ? "{{amount_with_comma_separator}} €" : `{{amount}} ${currency}`;
}

export const Shop: Resolvers = {
  id: ({ it }: Source) => gidOf("Shop", it.id),
  name: ({ it }: Source) => it.name,
  email: ({ it }: Source) => it.email,
  contactEmail: ({ it }: Source) => it.email,
  shopOwnerName: ({ it }: Source) => it.name,
  description: () => null,
  myshopifyDomain: ({ it }: Source) => it.domain,
  url: ({ it }: Source) => `https://${it.ownHost ?? it.domain}`,
  primaryDomain: ({ it }: Source) => ({
    ...{
      __typename: "Domain",
      id: gidOf("Domain", it.id + 7n),
      host: it.ownHost ?? it.domain,
      url: `https://${it.ownHost ?? it.domain}`,
    },
    ...{ sslEnabled: true, localization: null, marketWebPresence: null },
  }),
  currencyCode: ({ it }: Source) => it.currency,
  enabledPresentmentCurrencies: ({ it }: Source) => [it.currency],
  currencyFormats: ({ it }: Source) => ({
    moneyFormat: moneyFormat(it.currency),
    moneyInEmailsFormat: moneyFormat(it.currency),
    moneyWithCurrencyFormat: `${moneyFormat(it.currency)} ${it.currency}`,
    moneyWithCurrencyInEmailsFormat: `${moneyFormat(it.currency)} ${it.currency}`,
  }),
  ianaTimezone: ({ it }: Source) => it.timeZone,
  timezoneOffsetMinutes: ({ it }: Source, _args, context) => offsetMinutes(context.now, it.timeZone),
  taxesIncluded: ({ it }: Source) => it.taxesIncluded,
  taxShipping: () => true,
  weightUnit: () => "KILOGRAMS",
  unitSystem: () => "METRIC_SYSTEM",
  orderNumberFormatPrefix: () => "#",
  orderNumberFormatSuffix: () => "",
  setupRequired: () => false,
  checkoutApiSupported: () => true,
  marketingSmsConsentEnabledAtCheckout: () => false,
  transactionalSmsDisabled: () => false,
  createdAt: ({ it }: Source) => dateTime(it.createdAt),
  updatedAt: ({ it }: Source) => dateTime(it.updatedAt),
  plan: () => ({ displayName: "Basic", publicDisplayName: "Basic", partnerDevelopment: true, shopifyPlus: false }),
  shopAddress: ({ it }: Source) => address(it),
  billingAddress: ({ it }: Source) => address(it),
  customerAccountsV2: ({ it }: Source) => ({
    __typename: "CustomerAccountsV2",
    customerAccountsVersion: it.accounts === "new" ? "NEW_CUSTOMER_ACCOUNTS" : "CLASSIC",
    url: accountsUrl(it),
    ...{ loginRequiredAtCheckout: it.loginRequired, loginLinksVisibleOnStorefrontAndCheckout: true },
  }),
  ...ownerFields((source) => gidOf("Shop", (source as Source).it.id)),
};

function address(shop: ShopRecord) {
  return {
    ...{ __typename: "ShopAddress", id: gidOf("ShopAddress", shop.id + 9n), company: shop.name },
    ...{ address1: null, address2: null, city: null, province: null, provinceCode: null, zip: null, phone: null },
    ...{ latitude: null, longitude: null, coordinatesValidated: false },
    ...{ country: countryName(shop.countryCode), countryCode: shop.countryCode, countryCodeV2: shop.countryCode },
  };
}

const scopeViews = (scopes: readonly string[]) => scopes.map((handle) => ({ handle, description: handle.replaceAll("_", " ") }));

function appView(context: Context) {
  const { config, shop } = context;
  return {
    ...{
      __typename: "App",
      id: gidOf("App", shop.id * 0n + 290_000_000_001n),
      apiKey: config.clientId,
      title: "Reprise",
      handle: "reprise",
    },
    ...{ embedded: true, shopifyDeveloped: false, published: false, webhookApiVersion: API_VERSION, launchUrl: config.appUrl },
    ...{ requestedAccessScopes: scopeViews(shop.installedScopes), optionalAccessScopes: scopeViews(declaredScopes().optional) },
    installation: node("AppInstallation", shop),
  };
}

export const AppInstallation: Resolvers = {
  id: (_source, _args, context) => installationId(context),
  accessScopes: (_source, _args, context) => scopeViews(context.shop.installedScopes),
  app: (_source, _args, context) => appView(context),
  activeSubscriptions: () => [],
  launchUrl: (_source, _args, context) => context.config.appUrl,
  uninstallUrl: () => null,
  ...ownerFields((source) => gidOf("AppInstallation", (source as Source).it.id + 500n)),
};
