import { index, layout, prefix, route, type RouteConfig } from "@remix-run/route-config";

import { fileOf, pages, resources } from "./pages.ts";

/** The admin's pages, inside its layout. A route has its page's key for an id: that is how the frame knows which page it frames. */
const adminPages = Object.entries(pages).map(([key, page]) => route(page.path.slice(1), fileOf(page), { id: key }));

const adminResources = Object.values(resources).map(({ path }) => route(path.slice(1), fileOf({ path }).replace(/tsx$/, "ts")));

export default [
  index("routes/_index.tsx"),
  route("auth/*", "routes/auth.$.tsx"),
  layout("routes/app.tsx", [...adminPages, route("app/*", "routes/app.$.tsx")]),
  ...adminResources,
  route("unsubscribe", "routes/unsubscribe.tsx"),
  route("confirm", "routes/confirm.tsx"),
  route("preferences", "routes/preferences.tsx"),
  route("sender", "routes/sender.tsx"),
  route("summary", "routes/summary.tsx"),
  route("email-events/:provider", "routes/email-events.$provider.ts"),
  ...prefix("proxy", [
    route("status", "routes/proxy.status.tsx"),
    route("redeem", "routes/proxy.redeem.tsx"),
    route("claim", "routes/proxy.claim.tsx"),
    route("birthday", "routes/proxy.birthday.tsx"),
    route("sign-up", "routes/proxy.sign-up.tsx"),
    route("review", "routes/proxy.review.tsx"),
    route("reviews", "routes/proxy.reviews.tsx"),
    route("photo/:photoId", "routes/proxy.photo.$photoId.tsx"),
    route("r/:token", "routes/proxy.r.$token.tsx"),
    route("survey/:surveyId", "routes/proxy.survey.$surveyId.tsx"),
    route("leaderboard", "routes/proxy.leaderboard.tsx"),
    route("draw/:handle", "routes/proxy.draw.$handle.tsx"),
    route("events", "routes/proxy.events.tsx"),
    route("event/:handle", "routes/proxy.event.$handle.tsx"),
    route("event/:handle/calendar", "routes/proxy.event.$handle.calendar.tsx"),
    route("learn/:handle", "routes/proxy.learn.$handle.tsx"),
    route("learn/:handle/certificate", "routes/proxy.learn.$handle.certificate.tsx"),
    route("partner", "routes/proxy.partner.tsx"),
    route("partner/:code", "routes/proxy.partner.$code.tsx"),
    route("refer", "routes/proxy.refer.tsx"),
    route("refer/:code", "routes/proxy.refer.$code.tsx"),
  ]),
  ...prefix("storefront/v1", [
    route("openapi.json", "routes/storefront.v1.openapi.ts"),
    route("account", "routes/storefront.v1.account.ts"),
    route("redemptions", "routes/storefront.v1.redemptions.ts"),
    route("claims", "routes/storefront.v1.claims.ts"),
    route("birthday", "routes/storefront.v1.birthday.ts"),
    route("surveys", "routes/storefront.v1.surveys.ts"),
    route("estimates", "routes/storefront.v1.estimates.ts"),
    route("sign-up", "routes/storefront.v1.sign-up.ts"),
    route("referral", "routes/storefront.v1.referral.ts"),
    route("orders/:orderId", "routes/storefront.v1.orders.$orderId.ts"),
  ]),
  route("pixel/v1/events", "routes/pixel.v1.events.ts"),
  ...prefix("admin/v1", [
    route("customers/:customerId", "routes/admin.v1.customers.$customerId.ts"),
    route("customers/:customerId/adjustments", "routes/admin.v1.customers.$customerId.adjustments.ts"),
    route("orders/:orderId", "routes/admin.v1.orders.$orderId.ts"),
    route("segments/:segmentId", "routes/admin.v1.segments.$segmentId.ts"),
    route("selections", "routes/admin.v1.selections.ts"),
  ]),
  ...prefix("pos/v1", [
    route("customers", "routes/pos.v1.customers.ts"),
    route("customers/:customerId", "routes/pos.v1.customers.$customerId.ts"),
    route("customers/:customerId/redemptions", "routes/pos.v1.customers.$customerId.redemptions.ts"),
  ]),
  ...prefix("api/v1", [
    route("openapi.json", "routes/api.v1.openapi.ts"),
    route("customers", "routes/api.v1.customers.ts"),
    route("customers/:customerId", "routes/api.v1.customers.$customerId.ts"),
    route("customers/:customerId/ledger", "routes/api.v1.customers.$customerId.ledger.ts"),
    route("customers/:customerId/adjustments", "routes/api.v1.customers.$customerId.adjustments.ts"),
    route("customers/:customerId/redemptions", "routes/api.v1.customers.$customerId.redemptions.ts"),
    route("rewards", "routes/api.v1.rewards.ts"),
    route("redemptions", "routes/api.v1.redemptions.ts"),
    route("redemptions/:redemptionId", "routes/api.v1.redemptions.$redemptionId.ts"),
    route("referrals", "routes/api.v1.referrals.ts"),
    route("segments", "routes/api.v1.segments.ts"),
    route("segments/:segmentId/members", "routes/api.v1.segments.$segmentId.members.ts"),
    route("events", "routes/api.v1.events.ts"),
  ]),
  ...prefix("shopify-flow", [
    route("actions", "routes/shopify-flow.actions.ts"),
    route("triggers", "routes/shopify-flow.triggers.ts"),
  ]),
  route("api/*", "routes/api.$.ts"),
] satisfies RouteConfig;
