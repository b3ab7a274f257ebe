import type { DefenceGroup } from "../defence.ts";

const SIGNATURE = "app/shops/proxy/proxy-signature.ts";
const SIGNATURES = "tests/shops/proxy-signature.test.ts";
const POSTS = "tests/routes/proxy-posts.test.ts";
const POST = "app/storefront/post.server.ts";
const API = "tests/routes/storefront-api.test.ts";
const ORDERS = "tests/routes/storefront-orders.test.ts";
const REFERRALS = "tests/referrals/public-form.test.ts";
const OFFER = "app/storefront/links/offer.server.ts";
const CALL = "app/storefront/api/call.server.ts";

export const group: DefenceGroup = {
  title: "Storefront",
  defences: [
    {
      id: "shopper-token-audience",
      defends: "A shopper's session token that was made for another app opens nothing.",
      test: { file: API, name: "tokens that open nothing > %s" },
      mutations: [
        { file: "app/shopify.server.ts", find: "(token, { checkAudience: true })", replace: "(token, { checkAudience: false })" },
      ],
    },
    {
      id: "shopper-token-staff",
      defends: "Tokens of the shop's staff, signed with the same secret, are no shopper's.",
      test: { file: API, name: "tokens that open nothing > %s" },
      mutations: [
        {
          file: "app/secrets/session-claims.ts",
          find: "/^gid:\\/\\/shopify\\/Customer\\/[1-9]\\d{0,18}$/",
          replace: "/[1-9]\\d{0,18}$/",
        },
      ],
    },
    {
      id: "shopper-token-end",
      defends: "A shopper's session token has an end.",
      test: { file: API, name: "tokens that open nothing > %s" },
      mutations: [{ file: "app/secrets/session-claims.ts", find: "  exp: z.number(),\n  sub: z", replace: "  sub: z" }],
    },
    {
      id: "shopper-token-shop",
      defends: "It names a shop of Shopify's, which has the app installed.",
      test: { file: API, name: "tokens that open nothing > of a shop that has uninstalled the app" },
      mutations: [{ file: CALL, find: 'shop === null || shop.status !== "installed"', replace: "shop === null" }],
    },
    {
      id: "shopper-call-rate",
      defends: "A shopper looks 60 times a minute and acts 20 times, in the theme and in the account together.",
      test: { file: API, name: "whoever hammers is asked to wait, and nobody else" },
      mutations: [{ file: CALL, find: ": rate(`", replace: ": true || rate(`" }],
    },
    {
      id: "visitor-call-rate",
      defends: "Who is not logged in calls 60 times a minute, all who come from one address together.",
      test: { file: ORDERS, name: "whoever hammers without a login is asked to wait, and nobody at another address" },
      mutations: [{ file: CALL, find: "visitorWithinRate(shop, request, now) :", replace: "true :" }],
    },
    {
      id: "order-owner",
      defends: "Of an order that is another's a shopper learns nothing, not even that it is there.",
      test: {
        file: ORDERS,
        name: "nobody learns of another's order, nor of one in another shop; an order that has not reached us looks the same",
      },
      mutations: [
        {
          file: "app/storefront/api/order.server.ts",
          find: "found !== null && found.customerId === customerId",
          replace: "found !== null",
        },
      ],
    },
    {
      id: "shopper-call-body",
      defends: "A body is no longer than a form may be; of a longer one no more is read.",
      test: { file: API, name: "bodies that say nothing > %s" },
      mutations: [
        { file: "app/storefront/api/body.ts", find: "readUpTo(request, mostBytes)", replace: "readUpTo(request, 1e9)" },
      ],
    },
    {
      id: "proxy-signature",
      defends: "Shop and shopper are read from parameters that Shopify signed, and from nothing else.",
      test: { file: SIGNATURES, name: "hostile requests > every single altered digit of the signature is refused" },
      mutations: [
        {
          file: SIGNATURE,
          find: "if (!secrets.some((secret) => timingSafeEqual(",
          replace: "if (!secrets.some((secret) => true || timingSafeEqual(",
        },
      ],
    },
    {
      id: "proxy-age",
      defends: "A signed address is good for 90 seconds.",
      test: { file: SIGNATURES, name: "hostile requests > replayed when it is %i seconds old" },
      mutations: [{ file: SIGNATURE, find: "if (Math.abs(ageSeconds) > TOLERANCE_SECONDS)", replace: "if (false)" }],
    },
    {
      id: "proxy-repeated",
      defends: "A parameter of Shopify's that stands twice is refused, so that no two readers take different ones.",
      test: { file: SIGNATURES, name: "hostile requests > %s" },
      mutations: [{ file: SIGNATURE, find: "if (more.length > 0)", replace: "if (false)" }],
    },
    {
      id: "proxy-shape",
      defends: "Signed parameters have Shopify's form: no hosts elsewhere, no paths that climb, no ids that no column holds.",
      test: { file: SIGNATURES, name: "hostile requests > %s" },
      mutations: [
        { file: SIGNATURE, find: "if (!format.test(value))", replace: "if (value.length > 9_000 && !format.test(value))" },
      ],
    },
    {
      id: "proxy-path-signed",
      defends: "Where the proxy is, to which the theme's forms post, only signed requests tell.",
      test: {
        file: "tests/routes/proxy-status.test.ts",
        name: "a signed request tells where the merchant has put the proxy, and the theme hears of it (real-store B1)",
      },
      mutations: [
        {
          file: "app/shops/proxy/proxy-visit.server.ts",
          find: "  if (!verdict.ok) {\n",
          replace: `  if (!verdict.ok) {
    const said = new URL(request.url).searchParams;
    const named = await findShopByDomain(db(), said.get("shop") ?? "");
    if (named !== null) await moveProxy(db(), named.shopId, said.get("path_prefix") ?? "");
`,
        },
      ],
    },
    {
      id: "proxy-path-shape",
      defends: "And only a path that Shopify gives to proxies.",
      test: {
        file: SIGNATURES,
        name: "genuine requests > a signed path prefix of %s is taken, and tells where the proxy is: %s (real-store B1, B2)",
      },
      mutations: [
        {
          file: SIGNATURE,
          find: 'PROXY_PATH.exec(values.get("path_prefix") ?? "")?.[0] ?? null',
          replace: 'values.get("path_prefix") ?? null',
        },
      ],
    },
    {
      id: "proxy-every-post",
      defends: "Every form of the storefront is checked before anything happens, and answers nothing to who forged it.",
      test: { file: POSTS, name: "redeeming > %s gets nothing" },
      mutations: [
        {
          file: "app/shops/proxy/proxy-visit.server.ts",
          find: "if (!verdict.ok) {",
          replace: "if (!verdict.ok && now.getTime() < 0) {",
        },
      ],
    },
    {
      id: "proxy-installed-only",
      defends: "A shop that has uninstalled the app gets nothing through the proxy.",
      test: { file: "tests/routes/proxy-status.test.ts", name: "a shop that has uninstalled the app" },
      mutations: [
        {
          file: "app/shops/proxy/proxy-visit.server.ts",
          find: `shop === null || shop.status !== "installed"`,
          replace: "shop === null",
        },
      ],
    },
    {
      id: "shopper-rate",
      defends: "A shopper posts 20 forms a minute.",
      test: { file: POSTS, name: "redeeming > whoever hammers is asked to wait" },
      mutations: [{ file: POST, find: "if (!withinRate(`${shop.shopId}:${customerId}`, now))", replace: "if (false)" }],
    },
    {
      id: "shopper-rate-memory",
      defends: "The guard of rates remembers only so many shoppers, whoever comes.",
      test: { file: "tests/shops/rate-guard.test.ts", name: "it remembers only so many" },
      mutations: [
        { file: "app/shops/proxy/rate-guard.ts", find: "if (windows.size >= most) for", replace: "if (windows.size < 0) for" },
      ],
    },
    {
      id: "shopper-intent",
      defends:
        "A click is its shopper's: another person's click of the same name is another redemption, never a look at the first one's code.",
      test: { file: POSTS, name: "redeeming > two people's clicks of the same name are two redemptions" },
      mutations: [
        {
          file: "app/storefront/acts/redeem.server.ts",
          find: "`theme:${customerId}:${fields.intent}`",
          replace: "`theme:${fields.intent}`",
        },
      ],
    },
    {
      id: "shopper-price",
      defends: "Nobody pays a price that the page did not show.",
      test: { file: POSTS, name: "redeeming > nobody pays a price that the page did not show" },
      mutations: [
        {
          file: "app/storefront/acts/redeem.server.ts",
          find: "points = price, offer } = fields",
          replace: "points, offer } = fields; void price",
        },
      ],
    },
    {
      id: "shopper-asked",
      defends: "Without a script a page asks before points are spent.",
      test: {
        file: POSTS,
        name: "redeeming > without a script a page asks before points are spent; its yes redeems once, however often it is sent (shopper 7)",
      },
      mutations: [
        {
          file: "app/storefront/acts/redeem.server.ts",
          find: "if (unasked && fields.sure === undefined) {",
          replace: "if (scriptless && fields.sure === null) {",
        },
      ],
    },
    {
      id: "shopper-page-liquid",
      defends: "In the page that Shopify renders, what anybody typed is text: neither Liquid nor markup.",
      test: {
        file: POSTS,
        name: "redeeming > without a script the answer is a page of the theme, in which nothing from outside is Liquid or markup",
      },
      mutations: [{ file: "app/lib/plain.ts", find: `/[&<>"'{}%]/g`, replace: `/[&<>"']/g` }],
    },
    {
      id: "referral-get",
      defends: "Opening a customer's link gives nobody a code, however often and by whom.",
      test: {
        file: REFERRALS,
        name: "the page behind an advocate's link > opened any number of times, by whatever program, changes nothing (issue 12: 3)",
      },
      mutations: [
        {
          file: OFFER,
          find: "return (await turnedAway(asked, link)) ?? themePage(",
          replace:
            'await claimOffer(asked.shop, link, "scanner@example.com");\n    return (await turnedAway(asked, link)) ?? themePage(',
        },
      ],
    },
    {
      id: "referral-flood",
      defends: "One visitor is not given code after code.",
      test: {
        file: REFERRALS,
        name: "hostile requests > one visitor who asks for many codes is held up, and other visitors are not",
      },
      mutations: [
        {
          file: OFFER,
          find: "const visitorMayAsk = createRateGuard(10,",
          replace: "const visitorMayAsk = createRateGuard(10_000,",
        },
      ],
    },
    {
      id: "referral-cap",
      defends: "Nor does a link give more than fifty codes in a day, whoever asks.",
      test: { file: REFERRALS, name: "hostile requests > a link gives so many codes in a day and no more, whoever asks" },
      mutations: [{ file: "app/referrals/links/claims.server.ts", find: "lately.link >= MOST_OF_LINK || ", replace: "" }],
    },
    {
      id: "referral-unseen",
      defends: "A referral that looks odd is not paid before the merchant has agreed.",
      test: {
        file: "tests/referrals/life.test.ts",
        name: "what looks odd > is never paid by itself, and not at all once its time has passed",
      },
      mutations: [
        {
          file: "app/referrals/life/life.ts",
          find: "if (unseen(facts).length > 0) {",
          replace: "if (unseen(facts).length > 99) {",
        },
      ],
    },
    {
      id: "invite-once",
      defends: "A link into a group is given to one customer, and a customer gets one.",
      test: {
        file: "tests/community/invite.test.ts",
        name: "an invite (issue 12: given once per customer) > twenty who ask for ten links at once, each twice, get ten different ones",
      },
      mutations: [
        {
          file: "app/community/members/invite.server.ts",
          find: "and group_id = ${groupId} and given_at is null order by link_id limit 1)",
          replace: "and group_id = ${groupId} order by link_id limit 1)",
        },
      ],
    },
    {
      id: "invite-key",
      defends: "An invite is given only to who asks for it, with a key that no other site knows.",
      test: { file: "tests/routes/proxy-community.test.ts", name: "a group's page > a form %s is refused and gives nothing" },
      mutations: [
        {
          file: "app/storefront/community/group.server.ts",
          find: 'if (!isSignature(form.get("key") ?? "", "community",',
          replace: 'if (form.get("key") === null && !isSignature(form.get("key") ?? "", "community",',
        },
      ],
    },
    {
      id: "group-for-some",
      defends: "What a group is called, its link and its posts are told to nobody who does not belong to it.",
      test: {
        file: "tests/routes/proxy-community.test.ts",
        name: "a group's page > is told to nobody who does not belong to it, nor to who is not logged in",
      },
      mutations: [
        {
          file: "app/community/shown/for-shoppers.server.ts",
          find: "if (group === null || !(await isOfAudience(db, shopId, customerId, group.terms))) return null;",
          replace: "if (group === null) return null;",
        },
      ],
    },
    {
      id: "event-places",
      defends: "No more customers get a place at an event than there are, whatever is asked for at once.",
      test: {
        file: "tests/gatherings/register.test.ts",
        name: "places (issue 12) > twenty who want seven places at once get seven, nobody two, and nobody is lost",
      },
      mutations: [
        {
          file: "app/gatherings/registrations/register.server.ts",
          find: `(await placesLeft(tx, shopId, gathering)) > 0 ? "registered" : "waiting"`,
          replace: `(await placesLeft(tx, shopId, gathering)) >= 0 ? "registered" : "waiting"`,
        },
      ],
    },
    {
      id: "event-key",
      defends: "A place is taken and given back only by who it is for, with a key that no other site knows.",
      test: { file: "tests/routes/proxy-event.test.ts", name: "an event's page > a form %s is refused and changes nothing" },
      mutations: [
        {
          file: "app/storefront/gatherings/event.server.ts",
          find: "{ shopId: shop.shopId, gatheringId: shown.gatheringId }) !== who)",
          replace: "{ shopId: shop.shopId, gatheringId: shown.gatheringId }) === 0n)",
        },
      ],
    },
    {
      id: "event-link",
      defends: "The link of an email about an event is good for its reader, that event and that shop.",
      test: {
        file: "tests/routes/proxy-event.test.ts",
        name: "an event's page > the link of an email knows its reader without a login; it is of one customer, one event and one shop",
      },
      mutations: [
        {
          file: "app/gatherings/link.server.ts",
          find: "`${shopId}-${gatheringId}-${customerId}`",
          replace: "`${shopId}-${customerId}-${gatheringId > 0}`",
        },
      ],
    },
    {
      id: "event-for-some",
      defends: "An event for a tier or a segment is told to nobody else, nor where one is online to who has no place.",
      test: {
        file: "tests/routes/proxy-event.test.ts",
        name: "an event's page > what is for some is told to nobody else",
      },
      mutations: [
        {
          file: "app/segments/audience/of-audience.server.ts",
          find: "if (audience.tier === null && audience.segmentId === null) return true;",
          replace: "if (audience.tier === null) return true;",
        },
      ],
    },
    {
      id: "module-form-once",
      defends: "A form of a learning module counts for one try, whatever is sent with it again.",
      test: {
        file: "tests/learning/take.test.ts",
        name: "taking a module > the same form again is no try and brings nothing, nor does a later or a made-up one",
      },
      mutations: [
        {
          file: "app/learning/answers/take.server.ts",
          find: "if (before !== undefined) return",
          replace: "if (before?.passed === true) return",
        },
        {
          file: "app/learning/answers/take.server.ts",
          find: `if (answered.number !== nextNumber(own)) return { ok: false, reason: "stale" };`,
          replace: "answered = { ...answered, number: nextNumber(own) };",
        },
      ],
    },
    {
      id: "module-key",
      defends: "A form of a learning module is of one customer, one version and one try.",
      test: { file: "tests/routes/proxy-learn.test.ts", name: "a module's page > %s is refused, and uses no try" },
      mutations: [
        {
          file: "app/storefront/learning/module.server.ts",
          find: 'if (!isKey(form.get("key"), asked, customerId, `${version}-${number}`)) return refused(asked, "unreadable", 422);',
          replace: "",
        },
      ],
    },
    {
      id: "module-for-some",
      defends: "A learning module for a tier or a segment is told to nobody else.",
      test: { file: "tests/routes/proxy-learn.test.ts", name: "a module's page > a module for some is told to nobody else" },
      mutations: [
        {
          file: "app/segments/audience/of-audience.server.ts",
          find: "if (audience.tier === null && audience.segmentId === null) return true;",
          replace: "if (audience.tier !== undefined) return true;",
        },
      ],
    },
  ],
};
