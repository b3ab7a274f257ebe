import type { ActionFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { intake } from "../db.server.ts";
import { readBytes } from "../lib/posted.ts";
import { secretsOf } from "../messages/outcomes/listening.server.ts";
import { receiveEvents } from "../messages/outcomes/receive.server.ts";
import { isProviderName } from "../messages/providers/registry.ts";

/** Nothing is to be seen here; some providers look whether somebody answers. */
export function loader({ params }: ActionFunctionArgs): Response {
  return listened(params["provider"]) === null ? answer(404) : answer(405, { Allow: "POST" });
}

/** What the operator's email provider tells of emails that left: stored, and acted upon later. A provider that is not set up is not there. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const provider = listened(params["provider"]);
  if (provider === null) return answer(404);
  if (request.method !== "POST") return answer(405, { Allow: "POST" });
  const body = await readBytes(request);
  const { status } = await receiveEvents(intake(), provider.name, provider.secrets, {
    body,
    headers: request.headers,
    now: now(),
  });
  return answer(status);
}

function listened(name = "") {
  const secrets = isProviderName(name) ? secretsOf(name) : null;
  return secrets === null || !isProviderName(name) ? null : { name, secrets };
}

/** Says nothing besides its status: whoever guesses learns no more. */
function answer(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { ...headers, "Cache-Control": "no-store" } });
}
