import { shopTime } from "./json.ts";
import type { Customer, Shop } from "./types.ts";

const countries = new Intl.DisplayNames(["en"], { type: "region" });

export function countryName(code: string): string {
  return countries.of(code) ?? code;
}

/** The customer's only address; the world knows no street. */
function addressBody(customer: Customer): Record<string, unknown> | null {
  if (customer.city === null) return null;
  return {
    id: customer.id + 1n,
    customer_id: customer.id,
    ...personBody(customer),
    company: "",
    ...{ address1: "", address2: "", city: customer.city, province: "", zip: "" },
    country: countryName(customer.countryCode),
    phone: customer.phone ?? "",
    name: fullName(customer),
    province_code: customer.provinceCode ?? "",
    country_code: customer.countryCode,
    country_name: countryName(customer.countryCode),
    default: true,
  };
}

export function fullName(customer: Pick<Customer, "firstName" | "lastName">): string {
  return [customer.firstName, customer.lastName].filter((part) => part !== null && part !== "").join(" ");
}

function personBody(customer: Customer) {
  return { first_name: customer.firstName, last_name: customer.lastName };
}

/** A customer as orders carry it: since 2025-01 without tags, consent and purchase statistics. */
export function orderCustomerBody(shop: Shop, customer: Customer): Record<string, unknown> {
  const address = addressBody(customer);
  return {
    id: customer.id,
    created_at: shopTime(customer.createdAt, shop.timeZone),
    updated_at: shopTime(customer.updatedAt, shop.timeZone),
    ...personBody(customer),
    state: customer.state,
    note: customer.note,
    verified_email: customer.verifiedEmail,
    multipass_identifier: null,
    tax_exempt: false,
    email: customer.email,
    phone: customer.phone,
    currency: shop.currency,
    tax_exemptions: [],
    admin_graphql_api_id: `gid://shopify/Customer/${customer.id}`,
    ...(address === null ? {} : { default_address: address }),
  };
}

/** Body of customers/create and customers/update. */
export function customerBody(shop: Shop, customer: Customer): Record<string, unknown> {
  const { tax_exemptions, admin_graphql_api_id, default_address, ...rest } = orderCustomerBody(shop, customer);
  const addresses = default_address === undefined ? [] : [default_address];
  return {
    ...rest,
    addresses,
    tax_exemptions,
    admin_graphql_api_id,
    ...(default_address === undefined ? {} : { default_address }),
  };
}
