import { z } from "zod";

type Discount = { id: string; codes: { id: string; code: string; uses: number; since: number }[]; customers: string[] };
type Credit = { id: string; customer: string; amount: string; currency: string; expiresAt: string };

const variables = z.object({
  id: z.string().optional(),
  code: z.string().optional(),
  codes: z.array(z.object({ code: z.string() })).optional(),
  discountId: z.string().optional(),
  ids: z.array(z.string()).optional(),
  query: z.string().optional(),
  input: z
    .looseObject({
      code: z.string().optional(),
      expiresAt: z.string().optional(),
      creditAmount: z.object({ amount: z.string(), currencyCode: z.string() }).optional(),
      context: z.object({ customers: z.object({ add: z.array(z.string()) }) }).optional(),
    })
    .optional(),
});

/** As much of Shopify as redemptions need: discounts with codes, and store credit. It answers at once and remembers everything. */
export class Shopify {
  readonly discounts = new Map<string, Discount>();
  readonly credits: Credit[] = [];
  /** Codes that it would not take. */
  readonly refused = new Set<string>();
  /** Whether the next new discount is refused. */
  refuseNext = false;
  private ids = 0;
  private readonly additions = new Map<string, { code: string; id: string | null }[]>();
  private readonly ordersWith: (code: string) => bigint[];
  /** Uses are told of late, now and then. */
  private readonly blind: () => boolean;
  constructor(ordersWith: (code: string) => bigint[], blind: () => boolean) {
    this.ordersWith = ordersWith;
    this.blind = blind;
  }

  find(code: string) {
    for (const discount of this.discounts.values()) {
      const entry = discount.codes.find((candidate) => candidate.code === code);
      if (entry !== undefined) return { discount, entry };
    }
    return null;
  }

  /** All codes it holds, one for each time it holds it. */
  allCodes(): string[] {
    return [...this.discounts.values()].flatMap(({ codes }) => codes.map(({ code }) => code));
  }

  removeCode(code: string): void {
    for (const discount of this.discounts.values()) discount.codes = discount.codes.filter((entry) => entry.code !== code);
  }

  answer(document: string, given: Record<string, unknown> = {}): unknown {
    const vars = variables.parse(given);
    const operation = /(?:query|mutation) (\w+)/.exec(document)?.[1] ?? "";
    switch (operation) {
      case "CreateRewardDiscount":
      case "CreateRewardShippingDiscount":
        return { created: this.create(vars.input?.code ?? "", vars.input?.context?.customers.add ?? []) };
      case "OpenRewardDiscount":
      case "OpenRewardShippingDiscount":
        return { updated: this.open(vars.id ?? "", vars.input?.context?.customers.add ?? []) };
      case "AddRewardCodes":
        return {
          discountRedeemCodeBulkAdd: this.add(
            vars.id ?? "",
            (vars.codes ?? []).map(({ code }) => code),
          ),
        };
      case "RewardCodeCreation":
        return { discountRedeemCodeBulkCreation: this.addition(vars.id ?? "") };
      case "FindRewardCode":
        return { codeDiscountNodeByCode: this.byCode(vars.code ?? "") };
      case "DeleteRewardCode":
        for (const discount of this.discounts.values())
          discount.codes = discount.codes.filter(({ id }) => !(vars.ids ?? []).includes(id));
        return { discountCodeRedeemCodeBulkDelete: { job: { id: "job", done: false }, userErrors: [] } };
      case "OrdersOfRewardCode":
        return {
          orders: {
            nodes: this.ordersWith(/"(.*)"/.exec(vars.query ?? "")?.[1] ?? "").map((id) => ({ id: `gid://shopify/Order/${id}` })),
          },
        };
      case "CreditRewardCustomer":
        return { storeCreditAccountCredit: this.credit(vars) };
      case "RewardStoreCredits":
        return {
          customer: { storeCreditAccounts: { nodes: [{ id: "a", transactions: this.creditsOf(vars.id ?? "") }] } },
        };
      default:
        throw new Error(`Nobody taught this stand-in ${operation}`);
    }
  }

  private nextId(type: string): string {
    this.ids += 1;
    return `gid://shopify/${type}/${this.ids}`;
  }

  private node(discount: Discount, code?: string) {
    const codes = discount.codes.filter((entry) => code === undefined || entry.code === code);
    const nodes = codes.map(({ id, code: text, uses }) => ({
      id,
      code: text,
      asyncUsageCount: uses > 0 && !this.blind() ? uses : 0,
    }));
    return { id: discount.id, codeDiscount: { __typename: "DiscountCodeBasic", status: "ACTIVE", codes: { nodes } } };
  }

  private create(code: string, customers: string[]) {
    const refuse = (why: string) => ({ codeDiscountNode: null, userErrors: [{ field: ["code"], message: why, code: why }] });
    if (this.refuseNext) {
      this.refuseNext = false;
      this.refused.add(code);
      return refuse("INVALID");
    }
    if (this.find(code) !== null) return refuse("TAKEN");
    const entry = { id: this.nextId("DiscountRedeemCode"), code, uses: 0, since: 0 };
    const discount = { id: this.nextId("DiscountCodeNode"), codes: [entry], customers };
    this.discounts.set(discount.id, discount);
    return { codeDiscountNode: this.node(discount, code), userErrors: [] };
  }

  private open(id: string, customers: string[]) {
    const discount = this.discounts.get(id);
    if (discount === undefined)
      return { codeDiscountNode: null, userErrors: [{ field: ["id"], message: "gone", code: "INVALID" }] };
    discount.customers.push(...customers);
    return { codeDiscountNode: this.node(discount), userErrors: [] };
  }

  private add(id: string, codes: readonly string[]) {
    const discount = this.discounts.get(id);
    if (discount === undefined) return { bulkCreation: null, userErrors: [{ field: ["id"], message: "gone", code: "INVALID" }] };
    const creation = this.nextId("DiscountRedeemCodeBulkCreation");
    const made = codes.map((code) => {
      if (this.find(code) !== null) return { code, id: null };
      const entry = { id: this.nextId("DiscountRedeemCode"), code, uses: 0, since: 0 };
      discount.codes.push(entry);
      return { code, id: entry.id };
    });
    this.additions.set(creation, made);
    return { bulkCreation: { id: creation, done: false }, userErrors: [] };
  }

  private addition(creation: string) {
    const found = this.additions.get(creation);
    if (found === undefined) return null;
    const nodes = found.map(({ code, id }) => ({
      ...{ code, discountRedeemCode: id === null ? null : { id } },
      errors: id === null ? [{ message: "taken", code: "TAKEN" }] : [],
    }));
    return { done: true, codes: { nodes } };
  }

  private byCode(code: string) {
    const found = this.find(code);
    return found === null ? null : this.node(found.discount, code);
  }

  private credit({ id = "", input }: z.infer<typeof variables>) {
    const transaction = this.nextId("StoreCreditAccountCreditTransaction");
    const { amount = "", currencyCode: currency = "" } = input?.creditAmount ?? {};
    this.credits.push({ id: transaction, customer: id, amount, currency, expiresAt: input?.expiresAt ?? "" });
    return { storeCreditAccountTransaction: { id: transaction }, userErrors: [] };
  }

  private creditsOf(customer: string) {
    const nodes = this.credits
      .filter((credit) => credit.customer === customer)
      .map(({ id, amount, currency: currencyCode, expiresAt }) => ({
        ...{ id, amount: { amount, currencyCode }, expiresAt, createdAt: expiresAt },
      }));
    return { nodes, pageInfo: { hasNextPage: false } };
  }

  mergeCustomers(gone: bigint, kept: bigint): void {
    for (const credit of this.credits)
      if (credit.customer === `gid://shopify/Customer/${gone}`) credit.customer = `gid://shopify/Customer/${kept}`;
  }
}
