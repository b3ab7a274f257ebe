import { createCustomer, findCustomerByEmail, setEmailConsent, setSmsConsent, updateCustomer } from "../world/customers.ts";
import { addTags, normalTags, removeTags } from "../world/customers.ts";
import type { AdminFaults } from "../config.ts";
import type { Consent, ConsentState } from "../world/types.ts";
import { idOf } from "../lib/gid.ts";
import { node, type Context, type Resolvers } from "./context.ts";
import { failure } from "./failures.ts";

type ConsentInput = { marketingState: string; marketingOptInLevel?: string | null; consentUpdatedAt?: string | null };
type UserError = { field: string[] | null; message: string; code?: string };

/** States that Shopify itself sets and refuses as input. */
const NOT_SETTABLE = ["NOT_SUBSCRIBED", "REDACTED", "INVALID"];

function findCustomer(context: Context, gid: string) {
  return context.shop.customers.get(idOf(gid, "Customer") ?? -1n);
}

function consentProblem(input: ConsentInput, at: string, now: Date): UserError | null {
  if (NOT_SETTABLE.includes(input.marketingState)) {
    throw failure(`Cannot specify ${input.marketingState} as a marketing state input`, "INVALID");
  }
  const error = (name: string, message: string, code: string) => ({ field: ["input", at, name], message, code });
  if (input.marketingState !== "UNSUBSCRIBED" && input.marketingOptInLevel == null) {
    return error("marketingOptInLevel", "Marketing opt in level must exist", "MISSING_ARGUMENT");
  }
  if (input.marketingState === "PENDING" && input.marketingOptInLevel !== "CONFIRMED_OPT_IN") {
    return error("marketingOptInLevel", "Marketing opt in level must be confirmed opt-in for pending consent state", "INVALID");
  }
  if (input.consentUpdatedAt != null && new Date(input.consentUpdatedAt) > now) {
    return error("consentUpdatedAt", "Consent updated at must not be in the future", "INVALID");
  }
  return null;
}

/** What Shopify's documentation says of the codes. */
const REFUSALS: Record<Exclude<AdminFaults["refuseConsent"], "never">, string> = {
  "internal-error": "Unexpected internal error happened",
  invalid: "The input value is invalid",
  inclusion: "The input value isn't included in the list",
  "missing-argument": "Missing a required argument",
};

/** A refusal that was asked for by the sandbox's faults, whatever the input is. */
function refusalAskedFor({ config }: Context, at: string): UserError | null {
  const { refuseConsent } = config.faults;
  if (refuseConsent === "never") return null;
  const code = refuseConsent.toUpperCase().replace("-", "_");
  return { field: ["input", at], message: REFUSALS[refuseConsent], code };
}

function consentOf(input: ConsentInput, now: Date): { state: ConsentState; level: Consent["optInLevel"]; at: Date } {
  return {
    state: input.marketingState.toLowerCase() as ConsentState,
    level: (input.marketingOptInLevel?.toLowerCase() ?? "single_opt_in") as Consent["optInLevel"],
    at: input.consentUpdatedAt == null ? now : new Date(input.consentUpdatedAt),
  };
}

export const consentMutations: Resolvers = {
  customerEmailMarketingConsentUpdate: (
    _root,
    { input }: { input: { customerId: string; emailMarketingConsent: ConsentInput } },
    context,
  ) => {
    const customer = findCustomer(context, input.customerId);
    const now = context.world.clock.now();
    const problem =
      consentProblem(input.emailMarketingConsent, "emailMarketingConsent", now) ??
      refusalAskedFor(context, "emailMarketingConsent");
    if (customer === undefined) {
      return { customer: null, userErrors: [{ field: ["input", "customerId"], message: "Customer not found", code: "INVALID" }] };
    }
    if (problem !== null) return { customer: null, userErrors: [problem] };
    if (customer.email === null) {
      const message = "Customer must have an email address to update the email marketing consent";
      return { customer: null, userErrors: [{ field: ["input", "emailMarketingConsent"], message, code: "INVALID" }] };
    }
    const { state, level, at } = consentOf(input.emailMarketingConsent, now);
    setEmailConsent(context.world, context.shop, customer, state, level, at);
    return { customer: node("Customer", customer), userErrors: [] };
  },
  customerSmsMarketingConsentUpdate: (
    _root,
    { input }: { input: { customerId: string; smsMarketingConsent: ConsentInput } },
    context,
  ) => {
    const customer = findCustomer(context, input.customerId);
    const now = context.world.clock.now();
    const problem =
      consentProblem(input.smsMarketingConsent, "smsMarketingConsent", now) ?? refusalAskedFor(context, "smsMarketingConsent");
    if (customer === undefined) {
      return { customer: null, userErrors: [{ field: ["input", "customerId"], message: "Customer not found", code: "INVALID" }] };
    }
    if (problem !== null) return { customer: null, userErrors: [problem] };
    if (customer.phone === null) {
      const message = "A phone number is required to set the SMS consent state.";
      return { customer: null, userErrors: [{ field: ["input", "smsMarketingConsent"], message, code: "INVALID" }] };
    }
    const { state, level, at } = consentOf(input.smsMarketingConsent, now);
    setSmsConsent(context.world, context.shop, customer, state, level, at);
    return { customer: node("Customer", customer), userErrors: [] };
  },
  customerCreate: (_root, { input }: { input: CreateInput }, context) => createFromInput(context, input),
  customerUpdate: (_root, { input }: { input: CustomerInput }, context) => updateFromInput(context, input),
};

type CreateInput = { email?: string; locale?: string; emailMarketingConsent?: ConsentInput };

function createFromInput(context: Context, { email = "", locale, emailMarketingConsent, ...rest }: CreateInput) {
  const unknown = Object.keys(rest);
  if (unknown.length > 0)
    throw failure(`The sandbox does not implement customerCreate's ${unknown.join(", ")}`, "SANDBOX_NOT_IMPLEMENTED");
  const refused = (field: string[], message: string) => ({ customer: null, userErrors: [{ field, message }] });
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return refused(["email"], "Email is invalid");
  if (findCustomerByEmail(context.shop, email) !== undefined) return refused(["email"], "Email has already been taken");
  const now = context.world.clock.now();
  const problem = emailMarketingConsent && consentProblem(emailMarketingConsent, "emailMarketingConsent", now);
  const fault = problem ?? refusalAskedFor(context, "emailMarketingConsent");
  if (fault !== null) return refused(fault.field ?? [], fault.message);
  const details = { email, state: "disabled" as const, verifiedEmail: false, ...(locale === undefined ? {} : { locale }) };
  const customer = createCustomer(context.world, context.shop, details);
  if (emailMarketingConsent !== undefined) {
    const { state, level, at } = consentOf(emailMarketingConsent, now);
    setEmailConsent(context.world, context.shop, customer, state, level, at);
  }
  return { customer: node("Customer", customer), userErrors: [] };
}

type CustomerInput = {
  id?: string | null;
  email?: string;
  firstName?: string;
  lastName?: string;
  phone?: string;
  note?: string;
  locale?: string;
  tags?: string[];
};

const KNOWN = ["id", "email", "firstName", "lastName", "phone", "note", "locale", "tags"];

function updateFromInput(context: Context, input: CustomerInput) {
  const unknown = Object.keys(input).filter((name) => !KNOWN.includes(name));
  if (unknown.length > 0)
    throw failure(`The sandbox does not implement customerUpdate's ${unknown.join(", ")}`, "SANDBOX_NOT_IMPLEMENTED");
  const customer = findCustomer(context, input.id ?? "");
  if (customer === undefined) return { customer: null, userErrors: [{ field: ["id"], message: "Customer does not exist" }] };
  const { email, firstName, lastName, phone, note, locale, tags } = input;
  const change = { email, firstName, lastName, phone, note, locale };
  if (change.email !== undefined) {
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(change.email)) {
      return { customer: null, userErrors: [{ field: ["email"], message: "Email is invalid" }] };
    }
    const other = findCustomerByEmail(context.shop, change.email);
    if (other !== undefined && other !== customer) {
      return { customer: null, userErrors: [{ field: ["email"], message: "Email has already been taken" }] };
    }
  }
  updateCustomer(context.world, context.shop, customer, change);
  if (tags !== undefined) {
    const wanted = normalTags(tags);
    removeTags(
      context.world,
      context.shop,
      customer,
      customer.tags.filter((tag) => !wanted.includes(tag)),
    );
    addTags(context.world, context.shop, customer, wanted);
  }
  return { customer: node("Customer", customer), userErrors: [] };
}
