import { randomBytes } from "node:crypto";

import type { ActionFunction, LoaderFunction, ServerBuild } from "@remix-run/node";

import { isTransient } from "../lib/database-errors.ts";
import { log } from "../log.server.ts";

/** The routes of the merchant's admin, whose pages show a reference: by their addresses, and the layout around them, which has none. */
function isOfAdmin({ id, path }: ServerBuild["routes"][string]): boolean {
  return id === "routes/app" || /^app(\/|$)/.test(path ?? "");
}

/**
 * The build with loaders and actions of the admin that answer what they did not expect with an error reference: 500 and `{ reference }`, which the
 * page shows and the log holds, so that an operator finds the one by the other. Remix itself would tell the browser nothing.
 */
export function withReferences(build: ServerBuild): ServerBuild {
  const routes = Object.entries(build.routes).map(([id, route]) => {
    if (!isOfAdmin(route)) return [id, route] as const;
    const { loader, action } = route.module;
    const module = {
      ...route.module,
      ...(loader === undefined ? {} : { loader: answered(loader) }),
      ...(action === undefined ? {} : { action: answered(action) }),
    };
    return [id, { ...route, module }] as const;
  });
  return { ...build, routes: Object.fromEntries(routes) };
}

function answered<Handler extends LoaderFunction | ActionFunction>(handler: Handler): Handler {
  const safe: LoaderFunction = async (args) => {
    try {
      return await handler(args);
    } catch (error) {
      // Answers are thrown too; a database that is away is another matter (`outages.server.ts`); and whoever has gone needs no answer.
      if (!(error instanceof Error) || isTransient(error) || args.request.signal.aborted) throw error;
      const reference = randomBytes(4).toString("hex").toUpperCase();
      log().error({ error, reference, path: new URL(args.request.url).pathname }, "request failed");
      throw new Response(JSON.stringify({ reference }), { status: 500, headers: { "Content-Type": "application/json" } });
    }
  };
  return safe as Handler;
}
