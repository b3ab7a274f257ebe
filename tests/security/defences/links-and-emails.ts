import type { DefenceGroup } from "../defence.ts";

const SIGNATURE = "app/messages/links/signature.ts";
const PROOF = "app/messages/sender-proof/proof.server.ts";
const PROOFS = "tests/messages/sender-proof.test.ts";
const SUMMARY = "tests/insights/summary.test.ts";
const CLICKS = "tests/messages/clicks.test.ts";
const REVIEWS = "tests/reviews/form.test.ts";
const SURVEYS = "tests/surveys/public-page.test.ts";
const ANSWERS = "tests/messages/answers.test.ts";
const PREFERENCES = "tests/messages/preferences.test.ts";
const SIGN_UPS = "tests/messages/sign-ups.test.ts";
const RENDER = "tests/messages/render.test.ts";

export const group: DefenceGroup = {
  title: "Links and emails",
  defences: [
    {
      id: "unsubscribe-signature",
      defends: "An unsubscribe link works only as we signed it, for the customer that it names.",
      test: {
        file: "tests/messages/unsubscribe.test.ts",
        name: "links that we did not make (hostile: links) > %s: a friendly 404 in the reader's language, and nothing happens (flows 18)",
      },
      mutations: [{ file: SIGNATURE, find: "&& timingSafeEqual(actual, expected)", replace: "" }],
    },
    {
      id: "unsubscribe-post-only",
      defends: "Only a POST unsubscribes; programs that open every link change nothing.",
      test: {
        file: "tests/messages/unsubscribe.test.ts",
        name: "links that we did not make (hostile: links) > %s is not allowed",
      },
      mutations: [{ file: "app/routes/unsubscribe.tsx", find: `if (request.method !== "POST")`, replace: "if (false)" }],
    },
    {
      id: "unsubscribe-refused",
      defends: "An unsubscription that Shopify refuses is told again until Shopify takes it, and merchants see it.",
      test: {
        file: "tests/sync/consent-push.test.ts",
        name: "a consent that Shopify refuses > stays due, is asked for later each time, at most four hours apart, and arrives once Shopify takes it (real-store B10)",
      },
      mutations: [
        { file: "app/sync/customers/consent-push.server.ts", find: "if (errors.length === 0) return", replace: "return" },
      ],
    },
    {
      id: "link-kinds",
      defends: "A signature for one kind of link is worth nothing for another.",
      test: {
        file: "tests/messages/link-signature.test.ts",
        name: "a signature of one kind of link is worth nothing for another, whatever it binds",
      },
      mutations: [{ file: SIGNATURE, find: "`${kind}:1:${content}`", replace: "`1:${content}`" }],
    },
    {
      id: "click-signature",
      defends: "A link of an email leads only where that email said.",
      test: { file: CLICKS, name: "a link of an email > is nothing once a letter of it has changed (flows 22, hostile: links)" },
      mutations: [
        {
          file: "app/messages/clicks/token.ts",
          find: `|| !isSignature(signed, "click"`,
          replace: `|| isSignature(signed, "sender"`,
        },
      ],
    },
    {
      id: "click-target",
      defends: "And never to what is no address of the web, nor into headers.",
      test: { file: CLICKS, name: "a link of an email > may not lead to %j, even signed by us (flows 22, hostile: links)" },
      mutations: [
        {
          file: "app/messages/links/target.ts",
          find: 'return isWebAddress(text) ? { to: "url", url: text } : null;',
          replace: 'return { to: "url", url: text };',
        },
      ],
    },
    {
      id: "click-shop",
      defends: "A link is worth nothing in another shop, and the answer tells nothing.",
      test: {
        file: CLICKS,
        name: "a link of an email > %s is answered like any other that is not ours (flows 22, hostile: links)",
      },
      mutations: [{ file: "app/storefront/links/follow.server.tsx", find: "|| link.shopId !== visit.shop.shopId", replace: "" }],
    },
    {
      id: "click-programs",
      defends: "Programs that open every link of an email are no people.",
      test: {
        file: CLICKS,
        name: "who opened it > a program that opens several links within seconds is none, and the person's later click counts (flows 17)",
      },
      mutations: [{ file: "app/messages/clicks/clicks.server.ts", find: "o.link <> d.link", replace: "false" }],
    },
    {
      id: "answer-asks",
      defends: "An answer is kept for a link that we signed in this shop, and only where its question has it.",
      test: { file: ANSWERS, name: "a question in an email > %s changes nothing (hostile: links)" },
      mutations: [
        {
          file: "app/actions/shopper/answers/answer-question.server.ts",
          find: "|| asked.answers.every(({ id }) => id !== answer)",
          replace: "",
        },
        { file: "app/storefront/links/take.server.ts", find: " || link.shopId !== visit.shop.shopId", replace: "" },
      ],
    },
    {
      id: "survey-post-only",
      defends: "Opening a survey's link stores nothing, however often and by whom.",
      test: {
        file: SURVEYS,
        name: "a survey behind a link of an email > opening an answer only asks, with that answer chosen: programs open links, too (issue 12: 3)",
      },
      mutations: [
        {
          file: "app/storefront/links/surveys/survey.server.tsx",
          find: "if (!isChangeable(asked, now)) return closedPage(shop, asked);\n  const clicked",
          replace:
            'await answerSurvey(shop, (db, posted, at) => findRequest(db, shop.shopId, { ...idsOf(link), posted }, at), new Map([["version", "1"], ["question", question.id], ["answer", link.target.answer]]), false);\n  const clicked',
        },
      ],
    },
    {
      id: "survey-flagged",
      defends: "A program's answer to a survey never takes the place of a person's.",
      test: {
        file: SURVEYS,
        name: "what looks like a program's answer is kept, flagged, and told nobody > a person's answer takes its place, a program's never that of a person",
      },
      mutations: [
        {
          file: "app/surveys/asked/flag.ts",
          find: 'return fresh === "burst" && now < plusMs(before.answeredAt, BURST_MS);',
          replace: "return true;",
        },
      ],
    },
    {
      id: "survey-version",
      defends: "A survey's form is only of a version that its link can have asked.",
      test: { file: SURVEYS, name: "hostile: the public form > %s keeps nothing" },
      mutations: [
        {
          file: "app/surveys/asked/request.server.ts",
          find: "return posted >= sent && posted <= row.newest ? posted : 0;",
          replace: "return posted;",
        },
      ],
    },
    {
      id: "survey-open-post-only",
      defends: "Opening a survey's open link stores nothing.",
      test: {
        file: "tests/surveys/open-page.test.ts",
        name: "a survey behind an open link (issue 12) > opening it stores nothing, however often and by whom",
      },
      mutations: [
        {
          file: "app/routes/proxy.survey.$surveyId.tsx",
          find: 'return showOpenSurvey(request, idIn(params["surveyId"]), now());',
          replace: `const form = new URLSearchParams({ version: "2", question: "recommend", answer: "9", sheet: crypto.randomUUID() });
  return takeOpenSurvey(new Request(request.url, { method: "POST", body: form, headers: request.headers }), idIn(params["surveyId"]), now()).then(() => showOpenSurvey(request, idIn(params["surveyId"]), now()));`,
        },
      ],
    },
    {
      id: "survey-sheet-owner",
      defends: "A form of a survey is of who began it.",
      test: {
        file: "tests/surveys/open-page.test.ts",
        name: "hostile: the open form > a form of somebody else's is nobody's to change, logged in or not",
      },
      mutations: [
        {
          file: "app/surveys/asked/open.server.ts",
          find: "if (row === undefined || row.foreign) return null;",
          replace: "if (row === undefined) return null;",
        },
      ],
    },
    {
      id: "survey-order-owner",
      defends: "An order opens a further answer only to whose it is.",
      test: {
        file: "tests/surveys/account.test.ts",
        name: "a survey in the account (issue 12) > after a purchase an answer belongs to its order, where that is theirs; without a quiet period each order has one",
      },
      mutations: [
        {
          file: "app/surveys/asked/open.server.ts",
          find: 'return ownAt === null || (way === "thanks" && isTheirs);',
          replace: 'return ownAt === null || way === "thanks";',
        },
      ],
    },
    {
      id: "survey-change-once",
      defends: "What was done is told once to a person.",
      test: {
        file: "tests/surveys/changes.test.ts",
        name: "you said, we did (issue 12) > tells everybody whose answer led to it, once, and those who come later once, too",
      },
      mutations: [
        {
          file: "app/surveys/changes/tell.server.ts",
          find: "group by a.customer_id having bool_and(a.told_at is null)",
          replace: "group by a.customer_id",
        },
      ],
    },
    {
      id: "survey-reply-once",
      defends: "A reply to an answer is sent once, however often its form is.",
      test: {
        file: "tests/surveys/inbox.test.ts",
        name: "the inbox > replies by email, as service, in the reader's language, once however often it is sent",
      },
      mutations: [
        {
          file: "app/surveys/inbox/inbox.server.ts",
          find: 'if (sent !== undefined) return sent.same ? sent.customerId : "otherwise";',
          replace: "",
        },
      ],
    },
    {
      id: "review-post-only",
      defends: "Opening the form of a review stores nothing, however often and by whom.",
      test: {
        file: REVIEWS,
        name: "the form behind the stars of an email > opening it only asks, with the clicked stars chosen; a scanner that opens every link twice changes nothing (issue 12: 3)",
      },
      mutations: [
        {
          file: "app/storefront/reviews/form.server.tsx",
          find: "  return page(shop, asking, product, { stars, trouble: null, typed: null });",
          replace:
            '  if (stars !== null) await write(shop, asking, product, { written: { stars, title: "", text: "", author: "x" }, keep: [], photos: [], trap: false }, []);\n  return page(shop, asking, product, { stars, trouble: null, typed: null });',
        },
      ],
    },
    {
      id: "photo-permission",
      defends: "A photo is on the wall only while its author agrees, by a tick that they have set themselves.",
      test: {
        file: "tests/reviews/wall.test.ts",
        name: "the wall > takes photos of published reviews whose authors agree, and no other",
      },
      mutations: [
        {
          file: "app/reviews/wall/wall.server.ts",
          find: "  join review_permissions m on",
          replace: "  left join review_permissions m on",
        },
      ],
    },
    {
      id: "review-bought",
      defends: "A customer reviews only what they have bought.",
      test: { file: REVIEWS, name: "hostile: what is typed > %s keeps nothing" },
      mutations: [
        {
          file: "app/reviews/write.server.ts",
          find: "where o.shop_id = ${shopId} and o.customer_id = ${customerId} and ${keptOrder}",
          replace: "where o.shop_id = ${shopId} and ${keptOrder}",
        },
        {
          file: "app/storefront/reviews/form.server.tsx",
          find: "const product = bought.find(({ productId }) => productId === wanted);",
          replace: "const product = bought.find(({ productId }) => productId === wanted) ?? bought[0];",
        },
      ],
    },
    {
      id: "review-key",
      defends: "Another site's page cannot have a customer's browser write a review.",
      test: {
        file: REVIEWS,
        name: "the form for who is logged in > %s, as another site's page would send it, nothing is kept",
      },
      mutations: [{ file: "app/storefront/reviews/form.server.tsx", find: ' || textIn(form, "key") !== key', replace: "" }],
    },
    {
      id: "review-text",
      defends: "What an author writes is text wherever it is shown, never markup and never Liquid.",
      test: {
        file: REVIEWS,
        name: "hostile: what is typed > markup, Liquid and JSON of an author are text wherever they are shown",
      },
      mutations: [
        {
          file: "app/storefront/reviews/list.server.ts",
          find: "${plain(review.text)}</p>`",
          replace: "${review.text}</p>`",
        },
      ],
    },
    {
      id: "reminders-post-only",
      defends: "Only a POST puts off or ends reminders.",
      test: {
        file: "tests/refill/reminder-links.test.ts",
        name: "the links of a refill reminder > GET and HEAD only ask, whoever opens them however often (flows 17)",
      },
      mutations: [
        {
          file: "app/storefront/links/reminders.server.tsx",
          find: "const reader = await findReader(db(), shop.shopId, messageId);",
          replace: `const reader = await askOfReminders(shop, messageId, { what: "stop", productIds: target.productIds.map(BigInt) });`,
        },
      ],
    },
    {
      id: "reminders-products",
      defends: "And only of the products that the link names.",
      test: {
        file: "tests/refill/reminder-links.test.ts",
        name: "the links of a refill reminder > a POST keeps what is ticked, of the products that the link names and no others",
      },
      mutations: [
        {
          file: "app/refill/wishes/form.ts",
          find: "const productIds = named.filter((productId)",
          replace: "const productIds = [...named, 3n].filter((productId)",
        },
      ],
    },
    {
      id: "answer-rate",
      defends: "The link of one email cannot fill the line in which a shop's customers are changed.",
      test: {
        file: ANSWERS,
        name: "a question in an email > a form that is sent again and again is asked to wait, and changes nothing; other messages are not",
      },
      mutations: [
        {
          file: "app/storefront/links/take.server.ts",
          find: "if (!withinRate(`${link.shopId}:${messageId}`, now))",
          replace: "if (false)",
        },
      ],
    },
    {
      id: "preferences-signature",
      defends: "The preference page opens and changes only for the customer of a link that we signed for it.",
      test: {
        file: PREFERENCES,
        name: "links that are not ours (hostile: preferences) > %s is answered 404, and nothing happens",
      },
      mutations: [
        {
          file: "app/routes/preferences.tsx",
          find: `linkSecrets(), "preferences")`,
          replace: `linkSecrets(), "unsubscribe")`,
        },
      ],
    },
    {
      id: "preferences-post-only",
      defends: "Only a POST changes preferences, and only with a form that is the page's.",
      test: { file: PREFERENCES, name: "the preference page > GET and HEAD change nothing, whatever they ask (flows 17)" },
      mutations: [
        {
          file: "app/routes/preferences.tsx",
          find: "return subscriber === null ? brokenLink(request) : page(subscriber, false);",
          replace: `if (subscriber !== null) await changePreferences(subscriber, { kind: "unsubscribe" });
  return subscriber === null ? brokenLink(request) : page(subscriber, false);`,
        },
      ],
    },
    {
      id: "sign-up-scanners",
      defends: "Only a POST confirms a sign-up; programs that open every link agree for nobody.",
      test: {
        file: SIGN_UPS,
        name: "a sign-up (flows 20) > opening the link, however often and by whom, confirms nothing; one page, one button",
      },
      mutations: [
        {
          file: "app/routes/confirm.tsx",
          find: "return signUp === null ? brokenLink(request) : page(signUp, signUp.state);",
          replace: `if (signUp !== null) await confirmSignUpOf(signUp);
  return signUp === null ? brokenLink(request) : page(signUp, signUp.state);`,
        },
      ],
    },
    {
      id: "sign-up-address",
      defends: "A link confirms the one sign-up of the address that it was sent to.",
      test: { file: SIGN_UPS, name: "links that are not ours (hostile: sign-ups) > %s is answered 404, and confirms nothing" },
      mutations: [
        {
          file: "app/messages/sign-ups/sign-ups.server.ts",
          find: "|| !isConfirmationOf(token, row.email, linkSecrets())",
          replace: "",
        },
      ],
    },
    {
      id: "sign-up-flood",
      defends: "A shop's sign-up form sends sixty links an hour at most, whoever asks for them.",
      test: {
        file: SIGN_UPS,
        name: "what the form answers (hostile: sign-ups) > a shop sends sixty links an hour, however many visitors ask; the others get theirs in turn, and other shops do not wait",
      },
      mutations: [
        {
          file: "app/messages/sign-ups/send-links.server.ts",
          find: "const MOST_LINKS_AN_HOUR = 60",
          replace: "const MOST_LINKS_AN_HOUR = 60_000",
        },
      ],
    },
    {
      id: "sign-up-visitor",
      defends: "What a visitor writes into a header of their request gives them no more tries at the sign-up form.",
      test: {
        file: SIGN_UPS,
        name: "what the form answers (hostile: sign-ups) > one visitor may ask thirty times a minute, whatever they say that they came through",
      },
      mutations: [{ file: "app/shops/proxy/visitor.server.ts", find: ".at(-1)", replace: ".at(0)" }],
    },
    {
      id: "sign-up-withdrawal",
      defends: "A sign-up that becomes a consent later does not undo a withdrawal that came between.",
      test: {
        file: SIGN_UPS,
        name: "a sign-up (flows 20) > that becomes a consent later counts from when it was confirmed: who has unsubscribed since stays unsubscribed",
      },
      mutations: [
        {
          file: "app/customers/consent/consent.server.ts",
          find: "plusMs(known, 1) : saidAt;",
          replace: "plusMs(known, 1) : now;",
        },
      ],
    },
    {
      id: "sign-up-silence",
      defends: "The sign-up form does not tell whether an address is known.",
      test: {
        file: SIGN_UPS,
        name: "what the form answers (hostile: sign-ups) > is the same whether the address is known, barred, asked for already or filled in by a program",
      },
      mutations: [
        {
          file: "app/messages/sign-ups/sign-ups.server.ts",
          find: "x.reason <> 'unsubscribed'",
          replace: "x.reason = 'manual'",
        },
      ],
    },
    {
      id: "existing-customers",
      defends: "Without consent nobody is advertised to, unless all conditions of § 7 (3) UWG are met.",
      test: { file: "tests/messages/policy.test.ts", name: "what may be sent > %s" },
      mutations: [
        { file: "app/messages/policy.ts", find: "return isSimilar && since !== null &&", replace: "return since !== null &&" },
      ],
    },
    {
      id: "similar-goods-topics",
      defends:
        "A tick for similar goods on an email about anything else, however it got there, advertises to nobody without consent.",
      test: { file: "tests/messages/policy.test.ts", name: "what may be sent > %s" },
      mutations: [
        {
          file: "app/messages/policy.ts",
          find: "intent.similarGoods && canBeSimilar(intent.topic)",
          replace: "intent.similarGoods",
        },
      ],
    },
    {
      id: "summary-address",
      defends: "A monthly summary fills nobody else's mailbox: it goes to no address that was only typed.",
      test: {
        file: SUMMARY,
        name: "the monthly summary (issue 10, figures) > goes to where Shopify reaches the shop, else to the proved address, never to one that was only typed",
      },
      mutations: [
        {
          file: "app/insights/summary/send.server.ts",
          find: "[contact, { senderProved }]",
          replace: "[contact, { senderEmail: senderProved }]",
        },
      ],
    },
    {
      id: "summary-post-only",
      defends: "Only a POST ends a shop's summaries; programs that open every link change nothing.",
      test: {
        file: SUMMARY,
        name: "the link that ends the summary > only asks when it is opened, and ends it by a POST, of that shop alone",
      },
      mutations: [
        {
          file: "app/routes/summary.tsx",
          find: "  if (shop === null) return answer(request, null, false);",
          replace:
            "  if (shop !== null) await switchSummaryOff(shop.shopId, now());\n  if (shop === null) return answer(request, null, false);",
        },
      ],
    },
    {
      id: "summary-signature",
      defends: "And only a link that we signed, of the shop that it names.",
      test: {
        file: SUMMARY,
        name: "the link that ends the summary > is worth nothing when changed anywhere, or by another secret",
      },
      mutations: [
        {
          file: "app/insights/summary/links.ts",
          find: ' || !isSignature(signed, "summary", shop, secrets)',
          replace: ' || signed === "" || secrets.length === 0',
        },
      ],
    },
    {
      id: "summary-once",
      defends: "A month is told once, also when two processes send it at once.",
      test: {
        file: SUMMARY,
        name: "the monthly summary (issue 10, figures) > leaves once for a shop and month, also when two processes send it at once, and the next month again",
      },
      mutations: [
        {
          file: "app/insights/summary/send.server.ts",
          find: "  return rows.length > 0;\n}\n\nasync function unclaim",
          replace: "  return rows.length >= 0;\n}\n\nasync function unclaim",
        },
      ],
    },
    {
      id: "sender-proof",
      defends: "Emails leave from a shop's own address only once a click in an email to it has proved it.",
      test: {
        file: PROOFS,
        name: "a sender address (security-faults 6) > is not used before a click in an email to it has proved it; answers go to it all the same",
      },
      mutations: [
        {
          file: "app/messages/channels/email/email.ts",
          find: "usable(settings.senderProved)",
          replace: "usable(settings.senderEmail)",
        },
      ],
    },
    {
      id: "sender-scanners",
      defends: "Programs that open every link prove no address.",
      test: {
        file: PROOFS,
        name: "a sender address (security-faults 6) > is not proved by a scanner that opens the link, however it asks",
      },
      mutations: [
        {
          file: "app/routes/sender.tsx",
          find: "await findProof(db(), tokenOf(request), now())",
          replace: "await acceptProof(db(), tokenOf(request), now())",
        },
      ],
    },
    {
      id: "sender-token-address",
      defends: "A link that proves a sender names its address in the signature, and proves no other.",
      test: {
        file: PROOFS,
        name: "tokens that prove a sender (security-faults 6) > are worth nothing when changed anywhere, for another address, or by another secret",
      },
      mutations: [
        {
          file: "app/messages/sender-proof/token.ts",
          find: "`s${shopId}-${sentAt.getTime()}:${address}`",
          replace: "`s${shopId}-${sentAt.getTime()}:${address.length < 0 ? address : ''}`",
        },
      ],
    },
    {
      id: "sender-token-shop",
      defends: "And its shop, and proves for no other.",
      test: {
        file: PROOFS,
        name: "a sender address (security-faults 6) > is for the shop that asked: another shop's link proves nothing, and each shop proves for itself",
      },
      mutations: [
        {
          file: "app/messages/sender-proof/token.ts",
          find: "`s${shopId}-${sentAt.getTime()}:${address}`",
          replace: "`s${shopId < 0 ? shopId : 0}-${sentAt.getTime()}:${address}`",
        },
      ],
    },
    {
      id: "sender-ours",
      defends: "A link that we did not sign proves nothing.",
      test: {
        file: PROOFS,
        name: "a sender address (security-faults 6) > is for the shop that asked: another shop's link proves nothing, and each shop proves for itself",
      },
      mutations: [
        {
          file: PROOF,
          find: "if (address === null || !isProofOf(token, address, linkSecrets()))",
          replace: "if (address === null || (!isProofOf(token, address, linkSecrets()) && address === ''))",
        },
      ],
    },
    {
      id: "sender-anew",
      defends: "An address that is entered anew after another one wants a new proof.",
      test: {
        file: PROOFS,
        name: "a sender address (security-faults 6) > starts anew with another address, while the one before stays in use",
      },
      mutations: [
        {
          file: PROOF,
          find: "if (since !== null && proof.sentAt < since)",
          replace: "if (since !== null && proof.sentAt.getTime() < 0)",
        },
      ],
    },
    {
      id: "sender-expiry",
      defends: "A link proves a sender for three days.",
      test: {
        file: PROOFS,
        name: "a sender address (security-faults 6) > is not proved by a link that has expired, or when the shop has gone",
      },
      mutations: [
        { file: PROOF, find: "proof.sentAt < plusMs(now, -PROOF_VALID_MS) ?", replace: "proof.sentAt.getTime() < 0 ?" },
      ],
    },
    {
      id: "sender-changed",
      defends: "A click at the moment in which the merchant changes the address proves neither.",
      test: {
        file: PROOFS,
        name: "a sender address (security-faults 6) > is not proved when the merchant changes it at the same moment",
      },
      mutations: [
        {
          file: "app/shops/settings/settings.server.ts",
          find: "where: { shop_id: shopId, sender_email: address },",
          replace: "where: { shop_id: shopId },",
        },
      ],
    },
    {
      id: "sender-flood",
      defends: "Nobody is flooded with such links: one a minute and six a day for a shop.",
      test: {
        file: PROOFS,
        name: "a sender address (security-faults 6) > gets a link a minute and six a day, whichever address they go to, also from two clicks at once",
      },
      mutations: [{ file: PROOF, find: "lately.length >= A_DAY || ", replace: "" }],
    },
    {
      id: "email-legal-notice",
      defends: "Advertising waits until the shop has said who writes and given its legal notice.",
      test: {
        file: "tests/messages/policy.test.ts",
        name: "a shop that lacks its sender or legal notice (merchant 1) > holds advertising, hour after hour, and lets messages about rewards leave",
      },
      mutations: [
        { file: "app/messages/policy.ts", find: "return facts.shop.presentable ?", replace: "return facts !== null ?" },
      ],
    },
    {
      id: "email-markup",
      defends: "What people typed is never markup and never Liquid in an email.",
      test: { file: RENDER, name: "what people typed > is never mark-up and never Liquid" },
      mutations: [
        { file: "app/messages/content/into-layout.ts", find: `{ ...strict, outputEscape: "escape" }`, replace: "strict" },
      ],
    },
    {
      id: "email-header",
      defends: "What people typed cannot end a header line.",
      test: { file: RENDER, name: "what people typed > cannot break a subject line" },
      mutations: [
        {
          file: "app/messages/content/text.ts",
          find: `return text.replace(UNSEEN, " ").replace`,
          replace: "return text.replace",
        },
      ],
    },
    {
      id: "page-markup",
      defends: "What a merchant typed is text on the pages behind links.",
      test: { file: "tests/messages/unsubscribe.test.ts", name: "opening the link > escapes what the merchant typed" },
      mutations: [
        {
          file: "app/messages/links/document.tsx",
          find: "<p>{text}</p>",
          replace: "<p dangerouslySetInnerHTML={{ __html: text }} />",
        },
      ],
    },
    {
      id: "link-referrer",
      defends: "Pages behind links are kept by nobody and tell nobody their address.",
      test: {
        file: "tests/messages/unsubscribe.test.ts",
        name: "opening the link > asks, in the customer's language, and changes nothing",
      },
      mutations: [{ file: "app/messages/links/answer.ts", find: `"Referrer-Policy": "no-referrer",`, replace: "" }],
    },
  ],
};
