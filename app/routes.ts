import { index, prefix, route, type RouteConfig } from "@remix-run/route-config";

export default [
  index("routes/_index.tsx"),
  route("auth/*", "routes/auth.$.tsx"),
  route("app", "routes/app.tsx", [
    index("routes/app._index.tsx"),
    route("customers", "routes/app.customers._index.tsx"),
    route("customers/:customerId", "routes/app.customers.$customerId.tsx"),
    route("segments", "routes/app.segments.tsx"),
    route("flows", "routes/app.flows.tsx"),
    route("settings", "routes/app.settings.tsx"),
    route("settings/mails", "routes/app.settings.mails.tsx"),
    route("privacy", "routes/app.privacy.tsx"),
    route("webhook-problems", "routes/app.webhook-problems.tsx"),
    route("*", "routes/app.$.tsx"),
  ]),
  // Downloads answer with files, outside the admin's layout.
  route("app/customers.csv", "routes/app.customers.export.ts"),
  route("app/privacy/:requestId/export", "routes/app.privacy.export.ts"),
  route("unsubscribe", "routes/unsubscribe.tsx"),
  ...prefix("proxy", [route("status", "routes/proxy.status.tsx")]),
] satisfies RouteConfig;
