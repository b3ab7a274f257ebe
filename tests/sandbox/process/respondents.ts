import type { Identity } from "../identity.ts";
import { DAY_MS } from "../lib/time.ts";
import { createRandom, type Random } from "../random.ts";
import type { Customer, Order, Shop } from "../world/types.ts";
import { chooses, writes } from "./opinions.ts";

/** People who answer what a survey asks them on the page of an order. */
export type Respondents = { readonly answer: () => Promise<void> };

/** So many look at such a page between two stops of the last months. */
const MOST_AT_ONCE = 3;
/** Who has answered one survey is asked the next. */
const MOST_SURVEYS = 2;
const LATELY_MS = 10 * DAY_MS;
/** A survey has at most so many questions. */
const MOST_QUESTIONS = 10;
const TIMEOUT_MS = 30_000;

type Question = { survey: number; version: number; sheet: string; id: string; type: string; options: { id: string }[] };

/** @param appUrl where extensions ask the app */
export function createRespondents(shop: Shop, around: { identity: Identity; appUrl: string; now: () => Date }): Respondents {
  const { identity, appUrl, now } = around;
  const looked = new Set<bigint>();

  async function answer(): Promise<void> {
    const random = createRandom(Math.floor(now().getTime() / DAY_MS));
    const since = now().getTime() - LATELY_MS;
    const fresh = [...shop.orders.values()].filter(
      ({ id, customerId, createdAt }) => customerId !== null && !looked.has(id) && createdAt.getTime() > since,
    );
    for (const order of fresh.filter(() => random.chance(0.4)).slice(0, MOST_AT_ONCE)) {
      looked.add(order.id);
      const customer = shop.customers.get(order.customerId ?? 0n);
      for (let times = 0; customer !== undefined && times < MOST_SURVEYS; times += 1)
        if (!(await respond(customer, order, random))) break;
    }
  }

  /** @returns whether there was anything to answer */
  async function respond(customer: Customer, order: Order, random: Random): Promise<boolean> {
    const asked = (await call(customer, { way: "thanks", order: order.id.toString() })) as { question: Question | null };
    let share: number | null = null;
    let question: Question | null = asked.question;
    if (question === null) return false;
    for (let place = 0; question !== null && place < MOST_QUESTIONS; place += 1) {
      const options = question.options.map(({ id }) => id);
      const chosen: string = question.type === "text" ? writes(customer.locale, share, random) : chooses(options, random);
      if (question.type === "score" || question.type === "rating") share = options.indexOf(chosen) / (options.length - 1);
      const said: Record<string, string> = question.type === "several" ? { [`answer-${chosen}`]: "on" } : { answer: chosen };
      const { survey, version, sheet, id }: Question = question;
      const of: Record<string, string> = {
        survey: String(survey),
        version: String(version),
        sheet,
        question: id,
        way: "thanks",
        order: order.id.toString(),
      };
      question = ((await call(customer, {}, { ...of, ...said })) as { next: Question | null }).next;
    }
    return true;
  }

  async function call(customer: Customer, query: Record<string, string>, fields?: Record<string, string>): Promise<unknown> {
    const token = identity.shopperToken(shop.domain, customer.id);
    const address = new URLSearchParams({ ...query, locale: customer.locale }).toString();
    const response = await fetch(`${appUrl}/storefront/v1/surveys?${address}`, {
      ...(fields === undefined ? {} : { method: "POST", body: JSON.stringify(fields) }),
      headers: { Authorization: `Bearer ${token}`, ...(fields === undefined ? {} : { "Content-Type": "application/json" }) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The app answered ${response.status} to a survey's question: ${text.slice(0, 400)}`);
    return JSON.parse(text) as unknown;
  }

  return { answer };
}
