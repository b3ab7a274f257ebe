import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

import { Session } from "@shopify/shopify-api";
import { AppDistribution, LogSeverity, shopifyApp } from "@shopify/shopify-app-remix/server";

import { API_VERSION } from "../../app/shopify.server.ts";

/**
 * What the app template does with a webhook before any work: `authenticate.webhook`, with the shop's session in memory. Without Remix around it,
 * which would only make it slower.
 */
export function stockRoute(domain: string): RequestListener {
  const session = new Session({
    ...{ id: `offline_${domain}`, shop: domain, state: "", isOnline: false },
    ...{ accessToken: "shpat_bench", scope: "read_orders" },
  });
  const shopify = shopifyApp({
    apiKey: "bench-client-id",
    apiSecretKey: process.env["SHOPIFY_API_SECRET"] ?? "",
    apiVersion: API_VERSION,
    appUrl: "https://bench.example",
    scopes: ["read_orders"],
    distribution: AppDistribution.AppStore,
    logger: { level: LogSeverity.Error },
    sessionStorage: {
      storeSession: () => Promise.resolve(true),
      loadSession: (id) => Promise.resolve(id === session.id ? session : undefined),
      deleteSession: () => Promise.resolve(true),
      deleteSessions: () => Promise.resolve(true),
      findSessionsByShop: () => Promise.resolve([session]),
    },
  });
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const headers = new Headers(incoming.headers as Record<string, string>);
    const request = new Request("https://bench.example/webhooks", { method: "POST", headers, body: await buffer(incoming) });
    const status = await shopify.authenticate.webhook(request).then(
      () => 200,
      (thrown: unknown) => (thrown instanceof Response ? thrown.status : 500),
    );
    response.writeHead(status, { "content-length": "0" }).end();
  };
  return (incoming, response) => void answer(incoming, response);
}
