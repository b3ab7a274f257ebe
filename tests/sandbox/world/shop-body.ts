import { countryName } from "./customer-body.ts";
import { shopTime } from "./json.ts";
import type { Shop } from "./types.ts";

/** Body of customer_account_settings/update. Of store credit it says nothing. */
export function accountSettingsBody(shop: Shop) {
  return {
    url: accountsUrl(shop),
    customer_accounts_version: shop.accounts === "new" ? "new_customer_accounts" : "classic",
    login_required_at_checkout: shop.loginRequired,
    login_links_visible_on_storefront_and_checkout: true,
  };
}

/** Where Shopify's own account pages are; the legacy ones are the theme's. */
export function accountsUrl({ id, accounts }: Shop): string | null {
  return accounts === "new" ? `https://shopify.com/${id}/account` : null;
}

/** Body of shop/update and app/uninstalled. */
export function shopBody(shop: Shop) {
  const money = shop.currency === "EUR" ? "{{amount_with_comma_separator}} €" : `{{amount}} ${shop.currency}`;
  return {
    id: shop.id,
    name: shop.name,
    email: shop.email,
    domain: shop.ownHost ?? shop.domain,
    province: "",
    country: shop.countryCode,
    ...{ address1: "", zip: "", city: "", source: null, phone: "", latitude: null, longitude: null },
    primary_locale: shop.primaryLocale,
    address2: null,
    created_at: shopTime(shop.createdAt, shop.timeZone),
    updated_at: shopTime(shop.updatedAt, shop.timeZone),
    country_code: shop.countryCode,
    country_name: countryName(shop.countryCode),
    currency: shop.currency,
    customer_email: shop.email,
    timezone: `(GMT) ${shop.timeZone}`,
    iana_timezone: shop.timeZone,
    shop_owner: shop.name,
    money_format: money,
    money_with_currency_format: `${money} ${shop.currency}`,
    weight_unit: "kg",
    province_code: "",
    taxes_included: shop.taxesIncluded,
    ...{ auto_configure_tax_inclusivity: null, tax_shipping: true, county_taxes: null },
    ...{ plan_display_name: "Basic", plan_name: "basic", has_discounts: shop.discounts.size > 0, has_gift_cards: true },
    myshopify_domain: shop.domain,
    ...{ google_apps_domain: null, google_apps_login_enabled: null },
    money_in_emails_format: money,
    money_with_currency_in_emails_format: `${money} ${shop.currency}`,
    ...{ eligible_for_payments: true, requires_extra_payments_agreement: false, password_enabled: false },
    ...{ has_storefront: true, finances: true, primary_location_id: 72_000_000_001n, checkout_api_supported: true },
    ...{ multi_location_enabled: false, setup_required: false, pre_launch_enabled: false },
    enabled_presentment_currencies: [shop.currency],
    ...{ marketing_sms_consent_enabled_at_checkout: false, transactional_sms_disabled: false },
  };
}
