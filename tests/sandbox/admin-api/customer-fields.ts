import { countryName, fullName } from "../world/customer-body.ts";
import { refundedMinor } from "../world/money.ts";
import type { Consent, Customer as CustomerRecord, Order } from "../world/types.ts";
import { connection, seconds, type PageArgs } from "./connection.ts";
import { gidOf } from "../lib/gid.ts";
import { dateTime, dateTimeOrNull, node, nodeOrNull, visibleOrders, type Context, type Node, type Resolvers } from "./context.ts";
import { statisticsOf } from "./customer-statistics.ts";
import { ownerFields } from "./metafield-fields.ts";
import { moneyV2 } from "./money-fields.ts";
import { orderConnection, type OrderArgs } from "./order-search.ts";
import type { SearchFields } from "./search.ts";
import { storeCreditAccounts } from "./value-fields.ts";

type Source = Node<"Customer", CustomerRecord>;

function ordersOf(context: Context, customer: CustomerRecord): Order[] {
  return visibleOrders(context).filter((order) => order.customerId === customer.id);
}

function lastOrder(orders: readonly Order[]): Order | null {
  return orders.reduce<Order | null>(
    (latest, order) => (latest === null || order.createdAt > latest.createdAt ? order : latest),
    null,
  );
}

export const Customer: Resolvers = {
  id: ({ it }: Source) => gidOf("Customer", it.id),
  legacyResourceId: ({ it }: Source) => it.id.toString(),
  firstName: ({ it }: Source) => it.firstName,
  lastName: ({ it }: Source) => it.lastName,
  displayName: ({ it }: Source) => fullName(it) || it.email || it.phone || "",
  email: ({ it }: Source) => it.email,
  phone: ({ it }: Source) => it.phone,
  note: ({ it }: Source) => it.note,
  locale: ({ it }: Source) => it.locale,
  state: ({ it }: Source) => it.state.toUpperCase(),
  tags: ({ it }: Source) => it.tags,
  verifiedEmail: ({ it }: Source) => it.verifiedEmail,
  validEmailAddress: ({ it }: Source) => it.email !== null,
  createdAt: ({ it }: Source) => dateTime(it.createdAt),
  updatedAt: ({ it }: Source) => dateTime(it.updatedAt),
  canDelete: ({ it }: Source, _args, context) => ![...context.shop.orders.values()].some((order) => order.customerId === it.id),
  dataSaleOptOut: () => false,
  taxExempt: () => false,
  taxExemptions: () => [],
  multipassIdentifier: () => null,
  lifetimeDuration: ({ it }: Source, _args, context) =>
    `${Math.floor((context.now.getTime() - it.createdAt.getTime()) / 86_400_000)} days`,
  // Contracts that end are not played here.
  productSubscriberStatus: ({ it }: Source, _args, context) =>
    ordersOf(context, it).some(({ lines }) => lines.some(({ sellingPlanId }) => sellingPlanId !== null))
      ? "ACTIVE"
      : "NEVER_SUBSCRIBED",
  storeCreditAccounts: ({ it }: Source, args: PageArgs, context) => storeCreditAccounts(context, it.id, args),
  // How much somebody will spend Shopify foretells from a hundred sales on, by means that it keeps to itself.
  statistics: ({ it }: Source, _args, context) => statisticsOf(context, it),
  // The real field does not subtract what was refunded without items either.
  amountSpent: ({ it }: Source, _args, context) => {
    const orders = [...context.shop.orders.values()].filter((order) => order.customerId === it.id && !order.test);
    const spent = orders.reduce((sum, order) => sum + order.paidMinor - refundedMinor(order), 0n);
    return moneyV2(spent, context.shop.currency);
  },
  numberOfOrders: ({ it }: Source, _args, context) =>
    String([...context.shop.orders.values()].filter((order) => order.customerId === it.id).length),
  lastOrder: ({ it }: Source, _args, context) => nodeOrNull("Order", lastOrder(ordersOf(context, it))),
  orders: ({ it }: Source, args: OrderArgs, context) => orderConnection(context, ordersOf(context, it), args),
  defaultAddress: ({ it }: Source) =>
    it.city === null ? null : node("MailingAddress", { customer: it, countryCode: it.countryCode }),
  addresses: ({ it }: Source) =>
    it.city === null ? [] : [node("MailingAddress", { customer: it, countryCode: it.countryCode })],
  addressesV2: ({ it }: Source, args: PageArgs, context) =>
    connection(context, it.city === null ? [] : [it], args, {
      key: (customer) => ({ value: customer.id, id: customer.id }),
      view: (customer) => node("MailingAddress", { customer, countryCode: customer.countryCode }),
    }),
  defaultEmailAddress: ({ it }: Source, _args, context) =>
    it.email === null
      ? null
      : {
          emailAddress: it.email,
          ...marketing(it.emailConsent),
          marketingUnsubscribeUrl: `https://${context.shop.domain}/account/unsubscribe/${it.id}`,
          openTrackingLevel: "UNKNOWN",
          openTrackingUrl: `https://${context.shop.domain}/account/tracking/${it.id}`,
          sourceLocation: null,
          validFormat: true,
        },
  defaultPhoneNumber: ({ it }: Source) =>
    it.phone === null
      ? null
      : {
          phoneNumber: it.phone,
          ...marketing(it.smsConsent),
          marketingCollectedFrom: "OTHER",
          sourceLocation: null,
          smsMarketingConsent: {
            // This enumeration has a word of its own for those who never said anything.
            state: it.smsConsent.state === "not_subscribed" ? "NEVER_SUBSCRIBED" : it.smsConsent.state.toUpperCase(),
            optInLevel: it.smsConsent.optInLevel.toUpperCase(),
            updatedAt: dateTimeOrNull(it.smsConsent.updatedAt),
            collectedFrom: "OTHER",
            sourceLocation: null,
          },
        },
  emailMarketingConsent: ({ it }: Source) =>
    it.email === null
      ? null
      : { ...marketing(it.emailConsent), consentUpdatedAt: dateTimeOrNull(it.emailConsent.updatedAt), sourceLocation: null },
  smsMarketingConsent: ({ it }: Source) =>
    it.phone === null
      ? null
      : {
          ...marketing(it.smsConsent),
          consentUpdatedAt: dateTimeOrNull(it.smsConsent.updatedAt),
          consentCollectedFrom: "OTHER",
          sourceLocation: null,
        },
  ...ownerFields((source) => gidOf("Customer", (source as Source).it.id)),
};

function marketing(consent: Consent) {
  return {
    marketingState: consent.state.toUpperCase(),
    marketingOptInLevel: consent.optInLevel.toUpperCase(),
    marketingUpdatedAt: dateTimeOrNull(consent.updatedAt),
  };
}

type AddressSource = Node<"MailingAddress", { customer: CustomerRecord; countryCode: string }>;

export const MailingAddress: Resolvers = {
  id: ({ it }: AddressSource) => `gid://shopify/MailingAddress/${it.customer.id + 1n}?model_name=CustomerAddress`,
  ...Object.fromEntries(
    ["address1", "address2", "company", "province", "zip", "latitude", "longitude", "timeZone"].map((name) => [name, () => null]),
  ),
  coordinatesValidated: () => false,
  validationResultSummary: () => null,
  city: ({ it }: AddressSource) => it.customer.city,
  country: ({ it }: AddressSource) => countryName(it.countryCode),
  countryCode: ({ it }: AddressSource) => it.countryCode,
  countryCodeV2: ({ it }: AddressSource) => it.countryCode,
  provinceCode: ({ it }: AddressSource) => it.customer.provinceCode,
  firstName: ({ it }: AddressSource) => it.customer.firstName,
  lastName: ({ it }: AddressSource) => it.customer.lastName,
  name: ({ it }: AddressSource) => fullName(it.customer),
  phone: ({ it }: AddressSource) => it.customer.phone,
  formattedArea: ({ it }: AddressSource) => `${it.customer.city ?? ""}, ${countryName(it.countryCode)}`,
  formatted: ({ it }: AddressSource) => [it.customer.city ?? "", countryName(it.countryCode)],
};

export const customerSearch: SearchFields<CustomerRecord> = {
  id: (customer) => customer.id,
  email: (customer) => customer.email,
  phone: (customer) => customer.phone,
  first_name: (customer) => customer.firstName,
  last_name: (customer) => customer.lastName,
  state: (customer) => customer.state,
  tag: (customer) => customer.tags,
  country: (customer) => [customer.countryCode, countryName(customer.countryCode)],
  created_at: (customer) => customer.createdAt,
  customer_date: (customer) => customer.createdAt,
  updated_at: (customer) => customer.updatedAt,
  default: (customer) => [customer.email ?? "", customer.firstName ?? "", customer.lastName ?? "", customer.phone ?? ""],
};

export const customerKeys: Record<string, (customer: CustomerRecord) => bigint | string> = {
  CREATED_AT: (customer) => seconds(customer.createdAt),
  UPDATED_AT: (customer) => seconds(customer.updatedAt),
  ID: (customer) => customer.id,
  RELEVANCE: (customer) => customer.id,
  LOCATION: (customer) => customer.countryCode,
  NAME: (customer) => `${customer.lastName ?? ""}, ${customer.firstName ?? ""}`.toLowerCase(),
};
