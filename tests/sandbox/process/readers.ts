import { createHash } from "node:crypto";

import type { MovableClock } from "../clock.ts";
import { DEMO_ADDRESSES } from "../history/demo.ts";
import type { Player } from "../history/play.ts";
import { DAY_MS, HOUR_MS } from "../lib/time.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import type { Message } from "../mailbox/message.ts";
import { createRandom, type Random } from "../random.ts";
import { deliverOrder, fulfilOrder, placeOrder } from "../world/commerce.ts";
import type { Customer, Shop, World } from "../world/types.ts";
import { chooses, writes } from "./opinions.ts";

/** People who read what the app writes to them: some open a link, and some of those order in the days after it. Some answer what they are asked. */
export type Readers = Player & {
  /** Lets everybody look at what has come since the last time. */
  readonly read: () => Promise<void>;
};

type Happening = { at: Date; happen: () => void };

const CLICK_SHARE = 0.2;
const ORDER_SHARE = 0.45;
/** Of those whom an email asks something. */
const ANSWER_SHARE = 0.5;
const WORDS_SHARE = 0.65;
const TIMEOUT_MS = 30_000;
/** A person's browser, as it says itself. */
const BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/** Who opens and who orders is drawn for each address and subject, so that the same emails find the same readers. */
export function createReaders(
  shop: Shop,
  { world, clock, mailbox, storefront }: { world: World; clock: MovableClock; mailbox: Mailbox; storefront: string },
): Readers {
  const planned: Happening[] = [];
  let last: string | undefined;

  async function read(): Promise<void> {
    const messages = mailbox.messages();
    const known = messages.findIndex(({ id }) => id === last);
    last = messages[0]?.id;
    const byAddress = new Map([...shop.customers.values()].map((customer) => [customer.email, customer]));
    for (const message of (known === -1 ? messages : messages.slice(0, known)).toReversed()) {
      const [address = ""] = message.recipients;
      const customer = byAddress.get(address);
      const link = linkOf(message);
      const random = createRandom(seedOf(`${address} ${message.subject}`));
      if (customer === undefined || link === null) continue;
      const answers = answersOf(message);
      if (answers.length > 0 && random.chance(ANSWER_SHARE)) await answer(answers, customer, random);
      if (!random.chance(CLICK_SHARE)) continue;
      await open(storefront + link, customer);
      if (random.chance(ORDER_SHARE) && !DEMO_ADDRESSES.has(address)) planOrder(customer, random);
    }
  }

  /** Opens the answer of their choice, sends it, and, if they like, some words on the page after it. */
  async function answer(answers: readonly Answer[], customer: Customer, random: Random): Promise<void> {
    const chosen = chooses(
      answers.map(({ label }) => label),
      random,
    );
    const link = storefront + (answers.find(({ label }) => label === chosen)?.link ?? "");
    const page = await ask(link, customer);
    const next = await ask(link, customer, { ...formOf(page), answer: chosen });
    if (!next.includes("<textarea") || !random.chance(WORDS_SHARE)) return;
    await ask(link, customer, {
      ...formOf(next),
      answer: writes(customer.locale, Number(chosen) / (answers.length - 1), random),
    });
  }

  function planOrder(customer: Customer, random: Random): void {
    const at = new Date(clock.now().getTime() + random.between(1, 40) * HOUR_MS);
    const variantId = random.pick(variantsFor(customer));
    const quantity = random.between(1, 2);
    const days = random.between(1, 3);
    plan(at, () => {
      if (!shop.customers.has(customer.id)) return;
      const order = placeOrder(world, shop, {
        ...{ customerId: customer.id, email: customer.email, lines: [{ variantId, quantity }] },
        ...{ paid: true, gateway: "shopify_payments", customerLocale: customer.locale },
      });
      plan(new Date(at.getTime() + days * DAY_MS), () => void fulfilOrder(world, shop, order));
      plan(new Date(at.getTime() + (days + 2) * DAY_MS), () => {
        if (order.fulfillments.length > 0) deliverOrder(world, shop, order);
      });
    });
  }

  /** What they bought before; who has bought nothing chooses from all that the shop sells. */
  function variantsFor({ id }: Customer): bigint[] {
    const sold = [...shop.products.values()].flatMap(({ giftCard, variants }) =>
      giftCard ? [] : variants.map((each) => each.id),
    );
    const bought = [...shop.orders.values()]
      .filter(({ customerId }) => customerId === id)
      .flatMap(({ lines }) => lines.flatMap(({ variantId }) => (variantId === null ? [] : [variantId])));
    const again = bought.filter((variantId) => sold.includes(variantId));
    return again.length > 0 ? again : sold;
  }

  function plan(at: Date, happen: () => void): void {
    planned.push({ at, happen });
    planned.sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  return {
    read,
    nextAt: () => planned[0]?.at,
    playUntil: (until) => {
      for (let next = planned[0]; next !== undefined && next.at < until; next = planned[0]) {
        planned.shift();
        clock.at(next.at, next.happen);
      }
    },
  };
}

/** The path of the first link of the email's text that the app answers: the shop's domain leads to its storefront here. */
export function linkOf({ text }: Message): string | null {
  return /https?:\/\/[^\s/]+(\/\S*apps\/reprise\/r\/[\w.~-]+)/.exec(text ?? "")?.[1] ?? null;
}

type Answer = { label: string; link: string };

/** What can be chosen of a survey in the email, as its text lists it: "- 9: https://…". */
function answersOf({ text }: Message): Answer[] {
  const found = (text ?? "").matchAll(/^- (\d+): https?:\/\/[^\s/]+(\/\S*apps\/reprise\/r\/[\w.~-]+)$/gm);
  return [...found].map(([, label = "", link = ""]) => ({ label, link }));
}

/** The fields that a page's form has for itself. */
function formOf(page: string): Record<string, string> {
  return Object.fromEntries(
    [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

/** A page behind a link, as a person's browser asks for it. */
async function ask(link: string, { locale }: Customer, fields?: Record<string, string>): Promise<string> {
  const headers = { "User-Agent": BROWSER, "Accept-Language": locale, Accept: "text/html" };
  const response = await fetch(link, {
    ...(fields === undefined ? {} : { method: "POST", body: new URLSearchParams(fields) }),
    ...{ headers, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) },
  });
  const page = await response.text();
  if (response.status >= 400) throw new Error(`The app answered ${response.status} to an answer to its own survey`);
  return page;
}

/** A link of an email, as a person opens it. */
export async function open(link: string, { locale }: Customer): Promise<void> {
  const headers = { "User-Agent": BROWSER, "Accept-Language": locale, Accept: "text/html" };
  const response = await fetch(link, { headers, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
  await response.arrayBuffer();
  if (response.status >= 400) throw new Error(`The app answered ${response.status} to a link of its own email`);
}

const seedOf = (text: string) => createHash("sha256").update(text).digest().readUInt32BE(0);
