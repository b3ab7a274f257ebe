import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import express from "express";

import { createConfig, type SandboxConfig } from "../../sandbox/config.ts";
import { createIdentity, type Identity } from "../../sandbox/identity.ts";
import { sampleShop, type Sample } from "../../support/sample-shop.ts";
import { adminApi } from "../../sandbox/admin-api/router.ts";

export type Reply = {
  status: number;
  data: Record<string, unknown> | null;
  errors: { message: string; path?: unknown[]; locations?: unknown[]; extensions?: Record<string, unknown> }[];
  cost: { requestedQueryCost: number; actualQueryCost: number | null; throttleStatus: { currentlyAvailable: number } } | null;
  body: unknown;
};

export type ApiFixture = Sample & {
  config: SandboxConfig;
  identity: Identity;
  origin: string;
  token: string;
  graphql: (
    query: string,
    variables?: Record<string, unknown>,
    options?: { token?: string; version?: string; host?: string },
  ) => Promise<Reply>;
  post: (path: string, body: unknown, host?: string) => Promise<{ status: number; body: Record<string, unknown> }>;
  close: () => Promise<void>;
};

export const CLIENT = { clientId: "fixture-client", clientSecret: "fixture-secret-0123456789" };

/** The Admin API of a sample shop on a free port, with a valid token. */
export async function startApi(scopes?: string[], given: Partial<SandboxConfig> = {}): Promise<ApiFixture> {
  const sample = sampleShop({}, scopes);
  const config = createConfig({ ...CLIENT, appUrl: "http://127.0.0.1:1", origin: "", ...given });
  const identity = createIdentity(config);
  const app = express();
  app.use(adminApi(sample.world, identity, config));
  const server = await new Promise<Server>((resolve) => {
    const started = app.listen(0, "127.0.0.1", () => resolve(started));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  config.origin = origin;
  const token = identity.grant(sample.shop.domain, "offline", { expiring: true, userId: null }).access.token;

  const post: ApiFixture["post"] = async (path, body, host = sample.shop.domain) => {
    const headers = { "content-type": "application/json", "x-forwarded-host": host };
    const response = await fetch(origin + path, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const graphql: ApiFixture["graphql"] = async (query, variables = {}, options = {}) => {
    const response = await fetch(`${origin}/admin/api/${options.version ?? "2026-10"}/graphql.json`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-forwarded-host": options.host ?? sample.shop.domain,
        "x-shopify-access-token": options.token ?? token,
      },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as {
      data?: Reply["data"];
      errors?: Reply["errors"];
      extensions?: { cost: Reply["cost"] };
    };
    return {
      status: response.status,
      data: body.data ?? null,
      errors: Array.isArray(body.errors) ? body.errors : [],
      cost: body.extensions?.cost ?? null,
      body,
    };
  };
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { ...sample, config, identity, origin, token, graphql, post, close };
}
