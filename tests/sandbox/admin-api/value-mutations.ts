import { toMinor } from "../lib/money.ts";
import type { GiftCard, StoreCreditAccount } from "../world/types.ts";
import { idOf } from "../lib/gid.ts";
import { node, type Context, type Resolvers } from "./context.ts";
import { creditNode } from "./value-fields.ts";

type Money = { amount: string | number; currencyCode: string };
type CreditInput = { creditAmount: Money; expiresAt?: string | null };
type CardInput = {
  code?: string | null;
  initialAmount?: Money | null;
  initialValue?: string | number | null;
  customerId?: string | null;
  expiresOn?: string | null;
  note?: string | null;
};

const refuse = (field: string[], code: string, message: string) => ({ userErrors: [{ field, code, message }] });

function findAccount(context: Context, id: string): StoreCreditAccount | null {
  const { shop, world } = context;
  const customerId = idOf(id, "Customer");
  if (customerId === null) return [...shop.storeCredits.values()].find((account) => account.id === id) ?? null;
  if (!shop.customers.has(customerId)) return null;
  const known = shop.storeCredits.get(customerId);
  if (known !== undefined) return known;
  const account = {
    id: `gid://shopify/StoreCreditAccount/${world.nextId()}`,
    ...{ customerId, currency: shop.currency, transactions: [] },
  };
  shop.storeCredits.set(customerId, account);
  return account;
}

export const valueMutations: Resolvers = {
  /** Credits again however often it is asked: nothing in Shopify tells that two credits are one. */
  storeCreditAccountCredit: (_root, args: { id: string; creditInput: CreditInput }, context) => {
    const at = (...path: string[]) => ["creditInput", ...path];
    const none = { storeCreditAccountTransaction: null };
    const { creditAmount, expiresAt } = args.creditInput;
    const account = findAccount(context, args.id);
    if (account === null) return { ...none, ...refuse(["id"], "OWNER_NOT_FOUND", "Owner does not exist") };
    if (creditAmount.currencyCode !== account.currency)
      return {
        ...none,
        ...refuse(
          at("creditAmount", "currencyCode"),
          "MISMATCHING_CURRENCY",
          "The currency provided does not match the currency of the store credit account",
        ),
      };
    const amountMinor = toMinor(creditAmount.amount, account.currency);
    if (amountMinor <= 0n)
      return {
        ...none,
        ...refuse(
          at("creditAmount", "amount"),
          "NEGATIVE_OR_ZERO_AMOUNT",
          "A positive amount must be used to credit a store credit account",
        ),
      };
    if (expiresAt != null && new Date(expiresAt) <= context.now)
      return { ...none, ...refuse(at("expiresAt"), "EXPIRES_AT_IN_PAST", "The expiry date must be in the future") };
    const entry = {
      id: `gid://shopify/StoreCreditAccountCreditTransaction/${context.world.nextId()}`,
      ...{ amountMinor, remainingMinor: amountMinor, createdAt: context.now },
      balanceAfterMinor: (account.transactions.at(-1)?.balanceAfterMinor ?? 0n) + amountMinor,
      expiresAt: expiresAt == null ? null : new Date(expiresAt),
    };
    account.transactions.push(entry);
    return { storeCreditAccountTransaction: creditNode(account, entry), userErrors: [] };
  },
  giftCardCreate: (_root, { input }: { input: CardInput }, context) => {
    const { shop, world, now } = context;
    const none = { giftCard: null, giftCardCode: null };
    const code = (input.code ?? `SANDBOX${world.nextId().toString().slice(-9)}`).toLowerCase();
    if (code.length < 8)
      return { ...none, ...refuse(["input", "code"], "TOO_SHORT", "Code is too short (minimum is 8 characters)") };
    if (code.length > 20)
      return { ...none, ...refuse(["input", "code"], "TOO_LONG", "Code is too long (maximum is 20 characters)") };
    if (!/^[a-z0-9]+$/.test(code))
      return { ...none, ...refuse(["input", "code"], "INVALID", "Code can only contain letters(a-z) and numbers(0-9)") };
    if ([...shop.giftCards.values()].some((card) => card.code === code))
      return { ...none, ...refuse(["input", "code"], "TAKEN", "Code has already been taken") };
    const initialMinor = toMinor(input.initialAmount?.amount ?? input.initialValue ?? "0", shop.currency);
    if (initialMinor <= 0n)
      return { ...none, ...refuse(["input", "initialAmount"], "GREATER_THAN", "Initial value must be greater than 0") };
    const customerId = input.customerId == null ? null : idOf(input.customerId, "Customer");
    if (input.customerId != null && !shop.customers.has(customerId ?? -1n))
      return { ...none, ...refuse(["input", "customerId"], "CUSTOMER_NOT_FOUND", "The customer could not be found.") };
    const card: GiftCard = {
      ...{
        id: `gid://shopify/GiftCard/${world.nextId()}`,
        code,
        initialMinor,
        balanceMinor: initialMinor,
        currency: shop.currency,
      },
      ...{
        note: input.note ?? null,
        customerId,
        expiresOn: input.expiresOn ?? null,
        enabled: true,
        createdAt: now,
        updatedAt: now,
      },
    };
    shop.giftCards.set(card.id, card);
    return { giftCard: node("GiftCard", card), giftCardCode: code, userErrors: [] };
  },
};
