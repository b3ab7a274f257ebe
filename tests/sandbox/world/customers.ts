import { consentBody, deletedCustomerBody, mergeBody, smsConsentBody, tagsBody } from "./bodies.ts";
import { customerBody } from "./customer-body.ts";
import { givenOnly } from "./json.ts";
import { emit } from "./world.ts";
import type { Consent, ConsentState, Customer, Shop, World } from "./types.ts";

export type CustomerInput = {
  email?: string | null;
  verifiedEmail?: boolean;
  phone?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  locale?: string;
  countryCode?: string;
  provinceCode?: string | null;
  city?: string | null;
  tags?: string[];
  note?: string | null;
  state?: Customer["state"];
  emailConsent?: ConsentState;
  smsConsent?: ConsentState;
  /** How far the consents above were confirmed; otherwise by a single opt-in. */
  emailOptInLevel?: Consent["optInLevel"];
  smsOptInLevel?: Consent["optInLevel"];
  /** For imported history; otherwise the clock's instant. */
  createdAt?: Date;
};

const noConsent = (): Consent => ({ state: "not_subscribed", optInLevel: "single_opt_in", updatedAt: null });

/** Emits customers/create and, when consent or tags are given, their topics. @throws Error when the e-mail is taken */
export function createCustomer(world: World, shop: Shop, input: CustomerInput): Customer {
  const email = normalEmail(input.email);
  if (email !== null && findCustomerByEmail(shop, email)) throw new Error(`E-mail ${email} has already been taken`);
  const now = input.createdAt ?? world.clock.now();
  const id = world.nextId();
  const customer: Customer = {
    // Shopify POS has customers' ids as numbers, which above 2^53 are exact where they are even.
    id: id + (id % 2n),
    email,
    verifiedEmail: input.verifiedEmail ?? true,
    phone: input.phone ?? null,
    firstName: input.firstName ?? null,
    lastName: input.lastName ?? null,
    locale: input.locale ?? shop.primaryLocale,
    countryCode: input.countryCode ?? shop.countryCode,
    provinceCode: input.provinceCode ?? null,
    city: input.city ?? null,
    tags: normalTags(input.tags ?? []),
    note: input.note ?? null,
    state: input.state ?? "enabled",
    emailConsent: noConsent(),
    smsConsent: noConsent(),
    createdAt: now,
    updatedAt: now,
  };
  shop.customers.set(customer.id, customer);
  setEmail(shop, customer, email);
  emit(world, shop, ["customers/create"], () => customerBody(shop, customer));
  if (input.emailConsent !== undefined) setEmailConsent(world, shop, customer, input.emailConsent, input.emailOptInLevel);
  if (input.smsConsent !== undefined) setSmsConsent(world, shop, customer, input.smsConsent, input.smsOptInLevel);
  if (customer.tags.length > 0) {
    emit(world, shop, ["customer.tags_added"], () => tagsBody(customer, customer.tags, world.clock.now()));
  }
  return customer;
}

export type CustomerChange = Partial<
  Pick<
    Customer,
    | "email"
    | "verifiedEmail"
    | "phone"
    | "firstName"
    | "lastName"
    | "locale"
    | "countryCode"
    | "provinceCode"
    | "city"
    | "note"
    | "state"
  >
>;

/** Emits customers/update. @throws Error when the e-mail is taken */
export function updateCustomer(world: World, shop: Shop, customer: Customer, change: CustomerChange): Customer {
  const given = givenOnly(change);
  delete given.email;
  if (change.email !== undefined) {
    const email = normalEmail(change.email);
    const other = email === null ? undefined : findCustomerByEmail(shop, email);
    if (other !== undefined && other !== customer) throw new Error(`E-mail ${email} has already been taken`);
    setEmail(shop, customer, email);
  }
  Object.assign(customer, given);
  touch(world, shop, customer);
  return customer;
}

/** Emits customers/delete. @throws Error when the customer has orders, as in Shopify */
export function deleteCustomer(world: World, shop: Shop, customer: Customer): void {
  for (const order of shop.orders.values()) {
    if (order.customerId === customer.id) throw new Error("Customer can't be deleted because they have associated orders");
  }
  setEmail(shop, { ...customer }, null);
  shop.customers.delete(customer.id);
  shop.metafields.delete(`gid://shopify/Customer/${customer.id}`);
  emit(world, shop, ["customers/delete"], () => deletedCustomerBody(customer));
}

/** `gone`'s orders, tags and missing contact details go to `kept`. Emits customers/merge and what follows for the kept customer. */
export function mergeCustomers(world: World, shop: Shop, kept: Customer, gone: Customer): Customer {
  if (kept.id === gone.id) throw new Error("A customer cannot be merged with itself");
  setEmail(shop, { ...gone }, null);
  shop.customers.delete(gone.id);
  shop.metafields.delete(`gid://shopify/Customer/${gone.id}`);
  for (const order of shop.orders.values()) {
    if (order.customerId !== gone.id) continue;
    order.customerId = kept.id;
    order.updatedAt = world.clock.now();
  }
  if (kept.email === null) setEmail(shop, kept, gone.email);
  kept.phone ??= gone.phone;
  kept.firstName ??= gone.firstName;
  kept.lastName ??= gone.lastName;
  const added = gone.tags.filter((tag) => !kept.tags.includes(tag));
  kept.tags = normalTags([...kept.tags, ...added]);
  emit(world, shop, ["customers/merge"], () => mergeBody(world.nextId(), kept, gone));
  touch(world, shop, kept);
  if (added.length > 0) emit(world, shop, ["customer.tags_added"], () => tagsBody(kept, added, world.clock.now()));
  return kept;
}

/** Emits customers_email_marketing_consent/update. `updatedAt` is when consent was given, by default now. */
export function setEmailConsent(
  world: World,
  shop: Shop,
  customer: Customer,
  state: ConsentState,
  optInLevel: Consent["optInLevel"] = "single_opt_in",
  updatedAt: Date = world.clock.now(),
): void {
  if (customer.email === null) throw new Error("A customer without e-mail has no e-mail consent");
  customer.emailConsent = { state, optInLevel, updatedAt };
  customer.updatedAt = world.clock.now();
  emit(world, shop, ["customers_email_marketing_consent/update"], () => consentBody(shop, customer));
}

/** Emits customers_marketing_consent/update, which is about SMS only. */
export function setSmsConsent(
  world: World,
  shop: Shop,
  customer: Customer,
  state: ConsentState,
  optInLevel: Consent["optInLevel"] = "single_opt_in",
  updatedAt: Date = world.clock.now(),
): void {
  customer.smsConsent = { state, optInLevel, updatedAt };
  customer.updatedAt = world.clock.now();
  emit(world, shop, ["customers_marketing_consent/update"], () => smsConsentBody(shop, customer));
}

/** Emits customer.tags_added for the tags that are new, and customers/update. */
export function addTags(world: World, shop: Shop, customer: Customer, tags: readonly string[]): string[] {
  const known = new Set(customer.tags.map((tag) => tag.toLowerCase()));
  const added = normalTags(tags).filter((tag) => !known.has(tag.toLowerCase()));
  if (added.length === 0) return added;
  customer.tags = normalTags([...customer.tags, ...added]);
  touch(world, shop, customer);
  emit(world, shop, ["customer.tags_added"], () => tagsBody(customer, added, world.clock.now()));
  return added;
}

/** Emits customer.tags_removed for the tags that were there, and customers/update. */
export function removeTags(world: World, shop: Shop, customer: Customer, tags: readonly string[]): string[] {
  const gone = new Set(normalTags(tags).map((tag) => tag.toLowerCase()));
  const removed = customer.tags.filter((tag) => gone.has(tag.toLowerCase()));
  if (removed.length === 0) return removed;
  customer.tags = customer.tags.filter((tag) => !removed.includes(tag));
  touch(world, shop, customer);
  emit(world, shop, ["customer.tags_removed"], () => tagsBody(customer, removed, world.clock.now()));
  return removed;
}

export function findCustomerByEmail(shop: Shop, email: string): Customer | undefined {
  const id = emailIndex(shop).get(email.trim().toLowerCase());
  return id === undefined ? undefined : shop.customers.get(id);
}

const emailIndexes = new WeakMap<Shop, Map<string, bigint>>();

function emailIndex(shop: Shop): Map<string, bigint> {
  let index = emailIndexes.get(shop);
  if (index === undefined) {
    index = new Map();
    for (const customer of shop.customers.values()) if (customer.email !== null) index.set(customer.email, customer.id);
    emailIndexes.set(shop, index);
  }
  return index;
}

function setEmail(shop: Shop, customer: Customer, email: string | null): void {
  const index = emailIndex(shop);
  if (customer.email !== null && index.get(customer.email) === customer.id) index.delete(customer.email);
  customer.email = email;
  if (email !== null) index.set(email, customer.id);
}

/** Trimmed, without repetition (Shopify compares tags without case), in alphabetical order. */
export function normalTags(tags: readonly string[]): string[] {
  const byKey = new Map<string, string>();
  for (const tag of tags) {
    const text = tag.trim();
    if (text !== "" && !byKey.has(text.toLowerCase())) byKey.set(text.toLowerCase(), text);
  }
  return [...byKey.values()].sort((a, b) => (a < b ? -1 : 1));
}

function normalEmail(email: string | null | undefined): string | null {
  const text = email?.trim().toLowerCase() ?? "";
  return text === "" ? null : text;
}

function touch(world: World, shop: Shop, customer: Customer): void {
  customer.updatedAt = world.clock.now();
  emit(world, shop, ["customers/update"], () => customerBody(shop, customer));
}
