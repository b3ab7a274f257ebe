import type { ActionFunctionArgs } from "@remix-run/node";

import { tellOfEvent } from "../actions/tell-event.server.ts";
import { readBytes } from "../lib/posted.ts";

/** Nothing is to be seen here. */
export function loader(): Response {
  return answer(405, { error: "method" }, { Allow: "POST" });
}

/** The shop's own system tells of something that its customer has done (docs/custom-events.md). */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  if (request.method !== "POST") return answer(405, { error: "method" }, { Allow: "POST" });
  const [, secret = null] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const outcome = await tellOfEvent(params["shop"] ?? "", secret, await readBytes(request));
  switch (outcome.result) {
    case "stored":
    case "known":
      return answer(200, { result: outcome.result });
    case "unauthorized":
      return answer(401, { error: "unauthorized" }, { "WWW-Authenticate": "Bearer" });
    case "unknown-customer":
      return answer(404, { error: "unknown-customer" });
    case "too-large":
      return answer(413, { error: "too-large" });
    case "too-many":
      return answer(429, { error: "too-many" }, { "Retry-After": "60" });
    case "refused":
      if (outcome.read.reason === "not-json") return answer(400, { error: "not-json" });
      return answer(422, { error: "invalid", issues: outcome.read.issues });
  }
}

function answer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { ...headers, "Cache-Control": "no-store" } });
}
