import { setTimeout as sleep } from "node:timers/promises";

import express, { Router, type NextFunction, type Request as HttpRequest, type Response as HttpResponse } from "express";
import { z } from "zod";

import { API_VERSION, type SandboxConfig } from "../config.ts";
import type { Identity } from "../identity.ts";
import type { Shop, World } from "../world/types.ts";
import { answer, resumeBulks } from "./answer.ts";
import { grantToken } from "./oauth.ts";
import { createThrottle } from "./throttle.ts";

const graphqlBody = z.object({
  query: z.string().min(1),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

const KEY_ERROR = "[API] Invalid API key or access token (unrecognized login or wrong password)";

/**
 * Shopify's Admin API for every shop of the world; the shop is the host in `x-forwarded-host` (or `host`). Paths: /admin/oauth/access_token,
 * /admin/api/<version>/graphql.json, and /bulk/<id>.jsonl, which needs no token, as the signed address on Shopify does not.
 */
export function adminApi(world: World, identity: Identity, config: SandboxConfig): Router {
  const router = Router();
  const throttle = createThrottle(config);
  world.assetsOrigin = config.origin;
  resumeBulks(world, config);
  const readBody = [express.json({ limit: "10mb", reviver: exactly }), express.urlencoded({ extended: false })];
  const shopOf = (request: HttpRequest): Shop | undefined => world.shops.get(hostOf(request));

  router.post("/admin/oauth/access_token", readBody, (request: HttpRequest, response: HttpResponse) => {
    const { status, body } = grantToken(shopOf(request), identity, config, asRecord(request.body));
    response.status(status).json(body);
  });

  const graphql = async (request: HttpRequest, response: HttpResponse): Promise<void> => {
    const shop = shopOf(request);
    if (shop === undefined || request.params["version"] !== API_VERSION) {
      return void response.status(404).json({ errors: "Not Found" });
    }
    const token = identity.findAccess(request.get("x-shopify-access-token") ?? "");
    if (token?.shop !== shop.domain || !shop.installed) return void response.status(401).json({ errors: KEY_ERROR });
    const body = graphqlBody.safeParse(request.body);
    if (!body.success) return void response.status(400).json({ errors: { query: "Required parameter missing or invalid" } });

    const { faults } = config;
    if (faults.delayMs > 0) await sleep(faults.delayMs);
    if (faults.graphqlErrorRate > 0 && Math.random() < faults.graphqlErrorRate) return void response.json(internalError());
    const { query, variables, operationName } = body.data;
    const asked = { query, variables: variables ?? {}, operationName: operationName ?? null };
    const result = await answer(world, shop, config, throttle, asked);
    if (faults.dropNext > 0) {
      faults.dropNext -= 1;
      return void request.socket.destroy();
    }
    response.set("x-shopify-api-version", API_VERSION).json(result);
  };
  router.post(
    "/admin/api/:version/graphql.json",
    readBody,
    (request: HttpRequest, response: HttpResponse, next: NextFunction) => {
      graphql(request, response).catch(next);
    },
  );

  router.get("/bulk/:id.jsonl", (request, response) => {
    const id = `gid://shopify/BulkOperation/${request.params["id"]}`;
    for (const shop of world.shops.values()) {
      const jsonl = shop.bulkOperations.get(id)?.jsonl;
      if (jsonl != null) return void response.type("application/jsonl").send(jsonl);
    }
    response.status(404).type("text/plain").send("Not Found");
  });

  return router;
}

/** Integers beyond what numbers hold come as they were written; JSON has no limit to them. */
function exactly(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source ?? "";
  return typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? BigInt(source) : value;
}

function hostOf(request: HttpRequest): string {
  return (request.get("x-forwarded-host") ?? request.get("host") ?? "").split(":")[0]?.toLowerCase() ?? "";
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** What Shopify answers, with status 200, when something broke on its side. */
function internalError() {
  const requestId = "00000000-0000-4000-8000-000000000000";
  return {
    errors: [
      {
        message: `Internal error. Looks like something went wrong on our end.\nRequest ID: ${requestId} (include this in support requests).`,
        extensions: { code: "INTERNAL_SERVER_ERROR", requestId },
      },
    ],
  };
}
