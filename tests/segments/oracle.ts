/**
 * A second opinion on who meets a query: it reads the text by itself and judges it by plain arithmetic on what a shop has heard of its customers. It shares
 * nothing with the app, not even the reading.
 */
export type RawLine = { productId: bigint | null; variantId: bigint | null; quantity: number; tip: boolean; byPlan: boolean };
export type RawOrder = {
  orderId: bigint;
  at: Date;
  net: bigint;
  state: "counts" | "test" | "cancelled" | "deleted" | "lost" | "voided" | "expired";
  codes: string[];
  appId: bigint | null;
  lines: RawLine[];
};
export type RawProduct = {
  productId: bigint;
  tags: string[];
  vendor: string | null;
  collections: bigint[];
  variants: { variantId: bigint; sku: string | null }[];
};
export type Person = {
  customerId: bigint;
  gone: "deleted" | "redacted" | "merged" | null;
  email: string | null;
  phone: string | null;
  locale: string | null;
  country: string | null;
  province: string | null;
  account: string | null;
  tags: string[];
  emailConsent: string;
  smsConsent: string;
  emailOptIn: OptIn;
  smsOptIn: OptIn;
  addedAt: Date;
  orders: RawOrder[];
  left: { at: Date; over: "bought" | "gone" | null }[];
  visits: { at: Date; kind: "product" | "collection" | "cart"; of: bigint }[];
  points: { available: bigint; pending: bigint; expiry: { at: Date; points: bigint } | null } | null;
  entries: { kind: string; points: bigint; tierPoints: bigint; at: Date }[];
  redemptions: { at: Date; rewardId: bigint; points: bigint; state: string }[];
  tier: { key: string; since: Date } | null;
  birthday: { month: number; day: number } | null;
  score: Score | null;
  fields: { key: string; kind: "text" | "number" | "date" | "yes-no"; value: string }[];
  messages: RawMessage[];
  /** Survey 1 is an NPS, 2 a free one. */
  reviews: { at: Date; productId: bigint; stars: number }[];
  answers: { at: Date; surveyId: bigint; score: number | null; flagged: boolean }[];
  /** What they have of products that run out, and on which day. */
  dues: { productId: bigint; on: string }[];
  /** Achievement 1 is a badge, 2 a streak. */
  earned: { at: Date; achievementId: bigint; occasion: string; held: boolean }[];
  passed: { at: Date; moduleId: bigint }[];
  places: { at: Date; gatheringId: number; state: "registered" | "waiting" | "left"; attended: boolean | null }[];
  referrals: { at: Date; as: "advocate" | "friend"; state: "ordered" | "pending" | "review" | "paid" | "rejected" }[];
  /** What only Shopify knows. `credit`: of a store credit account; null: there is none. `near`: within any distance that is asked for. */
  theirs: {
    group: string;
    tier: string | null;
    metafields: Readonly<Record<string, { type: "text" | "number" | "date" | "yes"; value: string } | undefined>>;
    city: string | null;
    companies: bigint[];
    appId: bigint | null;
    credit: number | null;
    near: boolean;
    mails: { event: string; at: Date; activity: bigint }[];
  };
  runs: { flowId: bigint; state: "waiting" | "active" | "ended"; holdout: boolean; enteredAt: Date | null }[];
};
/** `said`: the statements of a channel, the last of them the latest. */
export type OptIn = { level: string | null; since: Date | null; said: { basis: string | null; at: Date }[] };
export type RawMessage = {
  at: Date;
  flowId: bigint | null;
  campaignId: bigint | null;
  advertising: boolean;
  state: "queued" | "sent" | "failed";
  outcome: "delivered" | "undelivered" | "bounced" | null;
  clicks: { at: Date; by: "person" | "program" | "unknown" }[];
};
/** What a night has said. `next` is a day of the shop's. */
export type Score = {
  group: string;
  recency: number;
  frequency: number;
  monetary: number;
  gap: number | null;
  shopify: { group: string | null; tier: string | null; subscription: string | null };
  told: {
    alive: number;
    orders30: number;
    orders90: number;
    orders365: number;
    /** In the next 30, 90 and 365 days. */
    spend: [bigint, bigint, bigint] | null;
    next: string | null;
  } | null;
};
export type World = {
  now: Date;
  timeZone: string;
  digits: number;
  products: readonly RawProduct[];
  segments?: ReadonlyMap<string, string>;
};

type Word = { type: "text" | "number" | "day" | "moment" | "offset" | "word" | "symbol"; raw: string };
type Row = Record<string, unknown>;
type Judge = (person: Person) => boolean;

/** Reads a query, to tell of anybody whether they meet it. @throws Error when the text is none */
export function judgeOf(text: string, world: World): Judge {
  const words = cut(text);
  let at = 0;
  const is = (raw: string, ahead = 0) => words[at + ahead]?.type !== "text" && words[at + ahead]?.raw.toUpperCase() === raw;
  const take = (raw: string) => is(raw) && (at += 1) > 0;
  const next = (): Word => words[at++] ?? fail("ends too early");
  const fail = (why: string): never => {
    throw new Error(`${why}: ${text}`);
  };

  if (take("FROM")) while (!is("WHERE")) next();
  take("WHERE");
  const judge = either();
  if (!take("ORDER") && at < words.length) fail("goes on");
  return (person) => person.gone === null && judge(person);

  function either(): Judge {
    const each = [both()];
    while (take("OR")) each.push(both());
    return (person) => each.some((one) => one(person));
  }
  function both(): Judge {
    const each = [one()];
    while (take("AND")) each.push(one());
    return (person) => each.every((single) => single(person));
  }
  function one(): Judge {
    if (take("NOT")) {
      const inner = one();
      return (person) => !inner(person);
    }
    if (take("(")) {
      const inner = either();
      take(")");
      return inner;
    }
    return clause();
  }
  function clause(): Judge {
    const name = next()
      .raw.toLowerCase()
      .replace(/^storefront_event/, "storefront");
    if (name === "anniversary" || name === "birthday") {
      let of = "facts.birth_date";
      if (take("(")) {
        if (take("DATE")) take(":");
        of = next().raw.replace(/^(?:customer\.)?metafields\./, "");
        take(")");
      }
      const { op, values } = asked();
      if (of !== "facts.birth_date") return ({ theirs }) => yearly(dayOfYear(theirs.metafields[of]), op, values, world);
      return ({ birthday }) => yearly(birthday, op, values, world);
    }
    const path = /^(?:customer\.)?metafields\.(.*)$/.exec(name)?.[1];
    if (path !== undefined) {
      const { op, values } = asked();
      const type = values[0] === undefined ? null : typeOf(values[0]);
      return ({ theirs: { metafields } }) => {
        const field = metafields[path];
        if (op.startsWith("IS") || (values[0]?.type === "text" && values[0].raw === ""))
          return (field === undefined) === (op === "IS" || op === "=");
        return test(field?.type === type ? typed(field) : null, op, values, false);
      };
    }
    if (take("(")) {
      const filters = parameters(true);
      const same = next().raw === "=";
      return ofRows(name, filters, same === (next().raw.toLowerCase() === "true"));
    }
    if (is("MATCHES") || is("NOT_MATCHES") || (is("NOT") && is("MATCHES", 1))) {
      const wanted = !take("NOT");
      const matches = wanted && next().raw.toUpperCase() === "MATCHES";
      if (!wanted) next();
      take("(");
      return ofRows(name, parameters(false), matches);
    }
    const { op, values } = asked();
    if (name === "segment_member") {
      const others = values.map(({ raw }) => judgeOf(world.segments?.get(raw) ?? fail(`no segment ${raw}`), world));
      return (person) => others.some((meets) => meets(person)) === (op === "=" || op === "IN");
    }
    return (person) => test(valueOf(name, person, world), op, values, name === "customer_language");
  }
  function parameters(legacy: boolean): [name: string, op: string, values: Word[]][] {
    const found: [string, string, Word[]][] = [];
    while (!take(")")) {
      take(",");
      const name = next().raw.toLowerCase();
      if (!legacy) {
        const { op, values } = asked();
        found.push([name, op, values]);
        continue;
      }
      take(":");
      if (is("(")) found.push([name, "IN", list()]);
      else found.push([name, words[at]?.type === "offset" ? ">=" : "=", [next()]]);
    }
    return found;
  }
  function asked(): { op: string; values: Word[] } {
    const not = take("NOT") ? "NOT " : "";
    const op = not + next().raw.toUpperCase();
    if (op === "IS") {
      const negated = take("NOT");
      next();
      return { op: negated ? "IS NOT" : "IS", values: [] };
    }
    if (op === "IN" || op === "NOT IN") return { op, values: list() };
    if (op === "=" && is("(")) return { op, values: list() };
    const first = next();
    if (op !== "BETWEEN") return { op, values: [first] };
    take("AND");
    return { op, values: [first, next()] };
  }
  function list(): Word[] {
    take("(");
    const found = [next()];
    while (take(",")) found.push(next());
    take(")");
    return found;
  }

  function ofRows(name: string, filters: [string, string, Word[]][], matches: boolean): Judge {
    const isTotal = (parameter: string) => /^(?:count|sum_.*|order_days|clicked_share)$/.test(parameter);
    return (person) => {
      const passes = (row: Row, [parameter, op, values]: [string, string, Word[]]) => {
        if (name === "customer_within_distance") return true;
        if (name === "metafields" && parameter === "anniversary")
          return yearly(row["anniversary"] as Person["birthday"], op, values, world);
        return test(row[parameter], op, values, false);
      };
      const rows = rowsOf(name, person, world).filter((row) =>
        filters.every((filter) => isTotal(filter[0]) || passes(row, filter)),
      );
      const totals = filters.filter(([parameter]) => isTotal(parameter));
      const met =
        totals.length === 0
          ? rows.length > 0
          : totals.every(([parameter, op, values]) => test(totalOf(parameter, rows, world), op, values, false));
      return met === matches;
    };
  }

  function test(actual: unknown, op: string, values: Word[], language: boolean): boolean {
    if (Array.isArray(actual)) {
      if (op === "IS" || op === "IS NOT") return (actual.length === 0) === (op === "IS");
      const wanted = values.map(({ raw }) => fold(raw));
      // A parameter that may be any of several, as a product's tags.
      const found = actual.some((item) => wanted.includes(fold(String(item)))) || (wanted[0] === "" && actual.length === 0);
      return op.startsWith("NOT") || op === "!=" ? !found : found;
    }
    const missing = actual === null || actual === undefined || actual === "";
    if (op === "IS" || op === "IS NOT") return missing === (op === "IS");
    if (op === "!=" || op === "NOT IN") return !test(actual, op === "!=" ? "=" : "IN", values, language);
    if (op === "IN") return values.some((value) => test(actual, "=", [value], language));
    if (op === "=" && values[0]?.type === "text" && values[0].raw === "") return missing;
    if (missing) return false;
    if (op === "BETWEEN") {
      const [low, high] = values as [Word, Word];
      return test(actual, ">=", [low], language) && test(actual, "<=", [high], language);
    }
    const [value] = values as [Word];
    if (typeof actual === "boolean") return actual === (value.raw.toLowerCase() === "true");
    if (language) {
      const [said, spoken] = [fold(value.raw).replace("_", "-"), fold(actual as string).replace("_", "-")];
      return spoken === said || (!said.includes("-") && spoken.split("-")[0] === said);
    }
    const [left, right] = operands(actual, value);
    if (op === "=") return left === right;
    if (op === "<") return left < right;
    if (op === "<=") return left <= right;
    if (op === ">") return left > right;
    return left >= right;
  }
  function operands(actual: unknown, value: Word): [string | bigint, string | bigint] {
    if (actual instanceof WholeDay) return [actual.day, dayText(value, world)];
    if (actual instanceof Date) {
      const local = localTime(actual, world.timeZone);
      const wanted = value.type === "moment" ? value.raw : dayText(value, world);
      return [local.slice(0, wanted.length), wanted];
    }
    if (typeof actual === "bigint") return [actual, scaled(value.raw)];
    return [fold(String(actual)), fold(value.raw)];
  }
}

const WORDS =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'((?:\\[\s\S]|''|[^'\\])*)'|(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)|(\d{4}-\d\d-\d\d)|([+-]\d+[dwmy]|\d+_[a-z]+_ago)|([+-]?\d+(?:\.\d+)?)|([a-z_][\w.]*)|(!=|<=|>=|[=<>(),:])/gi;

function cut(text: string): Word[] {
  return [...text.matchAll(WORDS)].flatMap((found): Word[] => {
    const [raw, quoted, moment, day, offset, number, word, symbol] = found;
    if (quoted !== undefined) return [{ type: "text", raw: quoted.replace(/\\(['\\])|''/g, (_, kept?: string) => kept ?? "'") }];
    if (moment !== undefined) return [{ type: "moment", raw: moment }];
    if (day !== undefined) return [{ type: "day", raw: day }];
    if (offset !== undefined) return [{ type: "offset", raw: offset.toLowerCase() }];
    if (number !== undefined) return [{ type: "number", raw: number }];
    if (symbol !== undefined) return [{ type: "symbol", raw: symbol }];
    if (word === undefined) return [];
    return [{ type: /^(?:today|yesterday)$/i.test(word) ? "offset" : "word", raw }];
  });
}

/** A day that no time belongs to. */
class WholeDay {
  readonly day: string;
  constructor(day: string) {
    this.day = day;
  }
}

/** Numbers are whole multiples of 1e-8, and as exact as what the queries write. */
const SCALE = 10n ** 8n;

function units(minor: bigint, { digits }: World): bigint {
  return (minor * SCALE) / 10n ** BigInt(digits);
}

/** A number with few binary places, without loss. */
function exactly(value: number | null | undefined): bigint | null {
  return value === null || value === undefined ? null : (BigInt(value * 1_024) * SCALE) / 1_024n;
}

function valueOf(name: string, person: Person, world: World): unknown {
  const orders = person.orders.filter(({ state }) => state === "counts");
  const times = orders.map(({ at }) => at.getTime());
  const spent = orders.reduce((sum, { net }) => sum + net, 0n);
  switch (name) {
    case "number_of_orders":
      return BigInt(orders.length) * SCALE;
    case "amount_spent":
      return units(spent, world);
    case "average_order_value":
      return orders.length === 0 ? null : units(spent / BigInt(orders.length), world);
    case "first_order_date":
      return times.length === 0 ? null : new Date(Math.min(...times));
    case "last_order_date":
      return times.length === 0 ? null : new Date(Math.max(...times));
    case "customer_added_date":
      return person.addedAt;
    case "abandoned_checkout_date": {
      const left = person.left.filter(({ over }) => over !== "bought").map(({ at }) => at.getTime());
      return left.length === 0 ? null : new Date(Math.max(...left));
    }
    case "customer_tags":
      return person.tags;
    case "customer_countries":
      return person.country === null ? [] : [person.country];
    case "customer_regions":
      return person.country === null || person.province === null ? [] : [`${person.country}-${person.province}`];
    case "customer_language":
      return person.locale;
    case "customer_email_domain":
      return person.email?.includes("@") ? person.email.slice(person.email.lastIndexOf("@") + 1) : null;
    case "customer_account_status":
      return person.account;
    case "email_subscription_status":
      return person.email === null ? null : person.emailConsent;
    case "sms_subscription_status":
      return person.phone === null ? null : person.smsConsent;
    case "email_consent_basis":
      return person.email === null || person.emailConsent !== "subscribed" ? null : basisOf(person.emailOptIn);
    case "sms_consent_basis":
      return person.phone === null || person.smsConsent !== "subscribed" ? null : basisOf(person.smsOptIn);
    case "email_consent_date":
      return person.email === null ? null : person.emailOptIn.since;
    case "sms_consent_date":
      return person.phone === null ? null : person.smsOptIn.since;
    case "points_balance":
      return (person.points?.available ?? 0n) * SCALE;
    case "points_pending":
      return (person.points?.pending ?? 0n) * SCALE;
    case "points_account_date":
      return person.entries[0]?.at ?? null;
    case "points_expiry_date":
      return person.points?.expiry?.at ?? null;
    case "points_expiring":
      return (person.points?.expiry?.points ?? 0n) * SCALE;
    case "loyalty_tier":
      return person.tier?.key ?? null;
    case "loyalty_tier_date":
      return person.tier?.since ?? null;
    case "our_rfm_group":
      return person.score?.group ?? (orders.length === 0 ? "PROSPECTS" : null);
    case "rfm_group":
      return person.theirs.group;
    case "customer_cities":
      return person.theirs.city === null ? [] : [person.theirs.city];
    case "companies":
      return person.theirs.companies.map(String);
    case "created_by_app_id":
      return person.theirs.appId === null ? null : person.theirs.appId * SCALE;
    case "product_subscription_status":
      return person.score?.shopify.subscription ?? (orders.length === 0 ? "NEVER_SUBSCRIBED" : null);
    case "predicted_spend_tier":
      return person.theirs.tier;
    case "recency_score":
      return exactly(person.score?.recency);
    case "frequency_score":
      return exactly(person.score?.frequency);
    case "monetary_score":
      return exactly(person.score?.monetary);
    case "median_gap_days":
      return exactly(person.score?.gap);
    case "predicted_orders_30":
      return exactly(person.score?.told?.orders30);
    case "predicted_orders_90":
      return exactly(person.score?.told?.orders90);
    case "predicted_orders_365":
      return exactly(person.score?.told?.orders365);
    case "predicted_spend_30":
    case "predicted_spend_90":
    case "predicted_spend_365": {
      const at = name.endsWith("_30") ? 0 : name.endsWith("_90") ? 1 : 2;
      const expected = person.score?.told?.spend?.[at];
      return expected === undefined ? null : units(expected, world);
    }
    case "churn_probability":
      return person.score?.told == null ? null : exactly(1 - person.score.told.alive);
    case "next_order_date":
      return person.score?.told?.next == null ? null : new WholeDay(person.score.told.next);
    default:
      throw new Error(`no such attribute: ${name}`);
  }
}

/** A confirmed opt-in is one whoever says so; else what was said last counts, and a single opt-in where nothing was. */
function basisOf({ level, said }: OptIn): string | null {
  const latest = said.toSorted((a, b) => a.at.getTime() - b.at.getTime()).at(-1)?.basis ?? null;
  if (level === "confirmed_opt_in" || latest === "double-opt-in") return "CONFIRMED_OPT_IN";
  return latest?.toUpperCase().replace("-", "_") ?? (level === "single_opt_in" ? "SINGLE_OPT_IN" : null);
}

function totalOf(parameter: string, rows: readonly Row[], { timeZone }: World): bigint {
  const count = BigInt(rows.length);
  if (parameter === "count") return count * SCALE;
  if (parameter === "order_days")
    return BigInt(new Set(rows.map((row) => localTime(row["date"] as Date, timeZone).slice(0, 10))).size) * SCALE;
  if (parameter.startsWith("sum_")) return rows.reduce((sum, row) => sum + (row[parameter.slice(4)] as bigint), 0n);
  // To four places, a half up.
  const clicked = BigInt(rows.filter((row) => row["clicked"] === true).length);
  return count === 0n ? 0n : ((clicked * 20_000n + count) / (2n * count)) * (SCALE / 10_000n);
}

function rowsOf(name: string, person: Person, world: World): Row[] {
  const {
    orders,
    entries,
    redemptions,
    messages,
    answers,
    reviews,
    earned,
    passed,
    places,
    referrals,
    runs,
    fields,
    visits,
    dues,
  } = person;
  const { theirs } = person;
  if (name.startsWith("shopify_email."))
    return theirs.mails
      .filter(({ event }) => name.endsWith(`.${event}`))
      .map(({ at, activity }) => ({ date: at, activity_id: String(activity) }));
  const counted = orders.filter(({ state }) => state === "counts");
  switch (name) {
    case "orders_placed":
      return counted.map(({ at, net, codes, appId }) => ({
        ...{ date: at, amount: units(net, world), discount_code: codes, app_id: appId === null ? null : String(appId) },
      }));
    case "products_purchased":
      return counted.flatMap(({ at, lines }) =>
        lines
          .filter(({ tip }) => !tip)
          .map(({ productId, variantId, quantity, byPlan }) => {
            const product = world.products.find((one) => one.productId === productId);
            return {
              ...{ id: productId === null ? null : String(productId), variant_id: variantId === null ? null : String(variantId) },
              order_product_id: lines.flatMap((line) => (line.tip || line.productId === null ? [] : String(line.productId))),
              ...{
                tag: product?.tags ?? [],
                collection_id: (product?.collections ?? []).map(String),
                vendor: product?.vendor ?? null,
                date: at,
                by_plan: byPlan,
              },
              sku: product?.variants.find((one) => one.variantId === variantId)?.sku ?? null,
              quantity: BigInt(quantity) * SCALE,
            };
          }),
      );
    case "metafields":
      return Object.entries(theirs.metafields).flatMap(([path, field]) =>
        field === undefined ? [] : [{ path, [field.type]: typed(field), anniversary: dayOfYear(field) }],
      );
    case "store_credit_accounts":
      return theirs.credit === null ? [] : [{ balance: exactly(theirs.credit), currency: "EUR" }];
    case "customer_within_distance":
      return theirs.near ? [{ near: true }] : [];
    case "storefront.product_viewed":
      return visits
        .filter(({ kind }) => kind === "product")
        .map(({ at, of }) => {
          const product = world.products.find((one) => one.productId === of);
          return { id: String(of), date: at, tag: product?.tags ?? [] };
        });
    case "storefront.collection_viewed":
      return visits.filter(({ kind }) => kind === "collection").map(({ at, of }) => ({ id: String(of), date: at }));
    case "points_earned":
      return entries
        .filter(({ kind, points }) => points > 0n && (kind === "order" || kind === "bonus"))
        .map(({ points, at }) => ({ date: at, points: points * SCALE }));
    case "tier_points":
      return entries
        .filter(({ tierPoints }) => tierPoints !== 0n)
        .map(({ tierPoints, at }) => ({ date: at, points: tierPoints * SCALE }));
    case "customer_field":
      return fields.map(({ key, kind, value }) => ({
        ...{ field: key, text: value, yes: kind === "yes-no" && value === "yes" },
        number: kind === "number" ? scaled(value) : null,
        date: kind === "date" ? new WholeDay(value) : null,
      }));
    case "points_redeemed":
      return redemptions
        .filter(({ state }) => state !== "released")
        .map(({ at, rewardId, points, state }) => ({
          ...{ date: at, reward_id: String(rewardId), used: state === "used", points: points * SCALE },
        }));
    case "messages_received":
    case "messages_clicked":
      return messages
        .filter(({ state, outcome }) => state === "sent" && outcome !== "undelivered" && outcome !== "bounced")
        .map(({ at, flowId, campaignId, advertising, clicks }) => {
          const times = clicks.filter(({ by }) => by === "person").map((click) => click.at.getTime());
          return {
            ...{ flow_id: flowId === null ? null : String(flowId), campaign_id: campaignId === null ? null : String(campaignId) },
            ...{ channel: "EMAIL", advertising, clicked: times.length > 0 },
            date: name === "messages_received" ? at : new Date(Math.min(...times)),
          };
        })
        .filter(({ clicked }) => clicked || name === "messages_received");
    case "refill_due":
      return dues.map(({ productId, on }) => ({ id: String(productId), date: new WholeDay(on) }));
    case "product_reviewed":
      return reviews.map(({ at, productId, stars }) => ({
        product_id: String(productId),
        rating: BigInt(stars) * SCALE,
        date: at,
      }));
    case "survey_answered":
      return answers
        .filter(({ flagged }) => !flagged)
        .map(({ at, surveyId, score }) => ({
          ...{ survey_id: String(surveyId), kind: surveyId === 1n ? "NPS" : "FREE", date: at },
          score: score === null ? null : BigInt(score) * SCALE,
        }));
    case "achievement_earned":
      return earned
        .filter(({ held }) => held)
        .map(({ at, achievementId }) => ({
          ...{ achievement_id: String(achievementId), kind: achievementId === 1n ? "BADGE" : "STREAK", date: at },
        }));
    case "event_registered":
      return places
        .filter(({ state }) => state === "registered")
        .map(({ at, gatheringId, attended }) => ({
          ...{ event_id: String(gatheringId), date: at, attended: attended === null ? "UNKNOWN" : attended ? "YES" : "NO" },
        }));
    case "module_passed":
      return passed.map(({ at, moduleId }) => ({ module_id: String(moduleId), date: at }));
    case "friend_referred":
    case "came_by_referral":
      return referrals
        .filter(({ as, state }) => as === (name === "friend_referred" ? "advocate" : "friend") && state !== "rejected")
        .map(({ at, state }) => ({ date: at, paid: state === "paid" }));
    case "in_flow":
      return runs
        .filter(({ state, holdout, enteredAt }) => state === "active" && !holdout && enteredAt !== null)
        .map(({ flowId, enteredAt }) => ({ flow_id: String(flowId), date: enteredAt }));
    case "flow_holdout":
      return runs
        .filter(({ holdout, enteredAt }) => holdout && enteredAt !== null)
        .map(({ flowId, enteredAt }) => ({ flow_id: String(flowId), date: enteredAt }));
    default:
      throw new Error(`no such function: ${name}`);
  }
}

/** Whether a day of the year is meant; the 28th of February is also the 29th's in years that have none. */
type Metafield = NonNullable<Person["theirs"]["metafields"][string]>;

function typed({ type, value }: Metafield): unknown {
  if (type === "number") return scaled(value);
  if (type === "date") return new WholeDay(value);
  return type === "yes" ? value === "true" : value;
}

/** Of which type a metafield has to be to be compared with it. */
function typeOf({ type, raw }: Word): Metafield["type"] {
  if (type === "text") return "text";
  if (type === "number") return "number";
  return /^(?:true|false)$/i.test(raw) ? "yes" : "date";
}

function dayOfYear(field: Metafield | undefined): Person["birthday"] {
  if (field?.type !== "date") return null;
  return { month: Number(field.value.slice(5, 7)), day: Number(field.value.slice(8, 10)) };
}

function yearly(born: Person["birthday"], op: string, values: Word[], world: World): boolean {
  if (op === "IS" || op === "IS NOT") return (born === null) === (op === "IS");
  if (op === "!=") return !yearly(born, "=", values, world);
  if (born === null) return false;
  const key = born.month * 100 + born.day;
  const [low, high] = [values[0] as Word, (values[1] ?? values[0]) as Word];
  const [first, last] = [dayText(low, world), dayText(high, world)];
  const keyOf = (day: string) => Number(day.slice(5, 7)) * 100 + Number(day.slice(8, 10));
  const isShort = (day: string) => day.endsWith("-02-28") && plusDays(day, 1).endsWith("-03-01");
  if (low.type === "offset" && high.type === "offset") {
    for (let [day, count] = [first, 0]; day <= last && count < 400; day = plusDays(day, 1), count += 1) {
      if (keyOf(day) === key || (key === 229 && isShort(day))) return true;
    }
    return false;
  }
  const until = high.type === "offset" && isShort(last) ? 229 : keyOf(last);
  return keyOf(first) <= until ? key >= keyOf(first) && key <= until : key >= keyOf(first) || key <= until;
}

/** The database folds the case of ASCII only (it sorts by code point), and so do we. */
function fold(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function scaled(decimal: string): bigint {
  const [whole = "0", fraction = ""] = decimal.replace(/[+-]/, "").split(".");
  const size = BigInt(whole + fraction.padEnd(8, "0"));
  return decimal.startsWith("-") ? -size : size;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function localTime(instant: Date, timeZone: string): string {
  const known = formats.get(timeZone);
  const format =
    known ??
    new Intl.DateTimeFormat("sv-SE", {
      ...{ timeZone, year: "numeric", month: "2-digit", day: "2-digit" },
      ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
    });
  formats.set(timeZone, format);
  return format.format(instant).replace(" ", "T");
}

function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function dayText({ type, raw }: Word, { now, timeZone }: World): string {
  const quoted = /^\d{4}-\d\d-\d\d$/.test(raw);
  if (type === "day" || quoted) return raw;
  const today = localTime(now, timeZone).slice(0, 10);
  if (raw.toLowerCase() === "today") return today;
  if (raw.toLowerCase() === "yesterday") return plusDays(today, -1);
  const named = /^(\d+)_([a-z])/.exec(raw);
  const amount = named === null ? Number.parseInt(raw, 10) : -Number(named[1]);
  const unit = named === null ? raw.at(-1) : named[2];
  if (unit === "d" || unit === "w") return plusDays(today, amount * (unit === "w" ? 7 : 1));
  const [year = 0, month = 0, day = 0] = today.split("-").map(Number);
  const months = year * 12 + (month - 1) + amount * (unit === "y" ? 12 : 1);
  const [toYear, toMonth] = [Math.floor(months / 12), (months % 12) + 1];
  const lengths = [31, new Date(Date.UTC(toYear, 2, 0)).getUTCDate(), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return [toYear, toMonth, Math.min(day, lengths[toMonth - 1] ?? 0)].map((part) => String(part).padStart(2, "0")).join("-");
}
