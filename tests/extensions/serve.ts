import type { AddressInfo } from "node:net";

import express from "express";

import { storefront } from "../sandbox/storefront/storefront.ts";
import type { TestShop } from "./shop.ts";

export type Served = { origin: string; stop: () => Promise<void> };

/** The shop's storefront on a free port. */
export async function serve({ world, shop, config }: TestShop): Promise<Served> {
  const app = express().use(storefront(world, shop.domain, config));
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
      server.closeAllConnections();
    });
  return { origin: `http://127.0.0.1:${port}`, stop };
}

/** A visitor with a cookie jar, who follows redirects by hand so that each is seen. */
export function visitor(origin: string) {
  const jar = new Map<string, string>();
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = new Headers(init.headers);
    if (cookie !== "") headers.set("cookie", cookie);
    const response = await fetch(origin + path, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const [name = "", value = ""] = pair.split("=");
      if (line.includes("Max-Age=0")) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  return {
    jar,
    get: (path: string, init?: RequestInit) => send(path, init),
    text: async (path: string) => (await send(path)).text(),
    post: (path: string, fields: Record<string, string>) => send(path, { method: "POST", body: new URLSearchParams(fields) }),
  };
}
