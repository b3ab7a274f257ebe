import type { GiftCard as GiftCardRecord, StoreCreditAccount as AccountRecord } from "../world/types.ts";
import { connection, seconds, type PageArgs } from "./connection.ts";
import { idOf } from "../lib/gid.ts";
import { dateTime, dateTimeOrNull, node, nodeOrNull, type Context, type Node, type Resolvers } from "./context.ts";
import { moneyV2 } from "./money-fields.ts";
import { compileSearch, type SearchFields } from "./search.ts";

type Account = Node<"StoreCreditAccount", AccountRecord>;
type Credit = Node<
  "StoreCreditAccountCreditTransaction",
  { account: AccountRecord; entry: AccountRecord["transactions"][number] }
>;
type Card = Node<"GiftCard", GiftCardRecord>;

const numberIn = (gid: string) => BigInt(/\d+$/.exec(gid)?.[0] ?? "0");

export const StoreCreditAccount: Resolvers = {
  id: ({ it }: Account) => it.id,
  balance: ({ it }: Account) => moneyV2(it.transactions.at(-1)?.balanceAfterMinor ?? 0n, it.currency),
  owner: ({ it }: Account, _args, context) => nodeOrNull("Customer", context.shop.customers.get(it.customerId)),
  transactions: ({ it }: Account, args: PageArgs, context) =>
    connection(context, it.transactions, args, {
      key: (entry) => ({ value: seconds(entry.createdAt), id: numberIn(entry.id) }),
      view: (entry) => creditNode(it, entry),
    }),
};

export const StoreCreditAccountCreditTransaction: Resolvers = {
  id: ({ it }: Credit) => it.entry.id,
  account: ({ it }: Credit) => node("StoreCreditAccount", it.account),
  amount: ({ it }: Credit) => moneyV2(it.entry.amountMinor, it.account.currency),
  remainingAmount: ({ it }: Credit) => moneyV2(it.entry.remainingMinor, it.account.currency),
  balanceAfterTransaction: ({ it }: Credit) => moneyV2(it.entry.balanceAfterMinor, it.account.currency),
  createdAt: ({ it }: Credit) => dateTime(it.entry.createdAt),
  expiresAt: ({ it }: Credit) => dateTimeOrNull(it.entry.expiresAt),
  event: () => "ADJUSTMENT",
  origin: () => null,
};

export function creditNode(account: AccountRecord, entry: AccountRecord["transactions"][number]): Credit {
  return node("StoreCreditAccountCreditTransaction", { account, entry });
}

export const GiftCard: Resolvers = {
  id: ({ it }: Card) => it.id,
  balance: ({ it }: Card) => moneyV2(it.balanceMinor, it.currency),
  initialValue: ({ it }: Card) => moneyV2(it.initialMinor, it.currency),
  customer: ({ it }: Card, _args, context) =>
    it.customerId === null ? null : nodeOrNull("Customer", context.shop.customers.get(it.customerId)),
  note: ({ it }: Card) => it.note,
  enabled: ({ it }: Card) => it.enabled,
  expiresOn: ({ it }: Card) => it.expiresOn,
  createdAt: ({ it }: Card) => dateTime(it.createdAt),
  updatedAt: ({ it }: Card) => dateTime(it.updatedAt),
  deactivatedAt: ({ it }: Card) => (it.enabled ? null : dateTime(it.updatedAt)),
  lastCharacters: ({ it }: Card) => it.code.slice(-4).toLowerCase(),
  maskedCode: ({ it }: Card) => `•••• •••• •••• ${it.code.slice(-4).toUpperCase()}`,
};

export function storeCreditAccounts(context: Context, customerId: bigint, args: PageArgs) {
  const account = context.shop.storeCredits.get(customerId);
  return connection(context, account === undefined ? [] : [account], args, {
    key: ({ id }) => ({ value: idOf(id, "StoreCreditAccount") ?? 0n, id: 0n }),
    view: (item) => node("StoreCreditAccount", item),
  });
}

const cardSearch: SearchFields<GiftCardRecord> = { default: ({ code }) => code };

export function giftCards(context: Context, args: PageArgs & { sortKey?: string | null; query?: string | null }) {
  const found = compileSearch(args.query, cardSearch, context.shop.timeZone);
  return connection(context, [...context.shop.giftCards.values()].filter(found), args, {
    key: (card) => ({
      value: args.sortKey === "CREATED_AT" ? seconds(card.createdAt) : numberIn(card.id),
      id: numberIn(card.id),
    }),
    view: (card) => node("GiftCard", card),
    root: "giftCards",
  });
}
