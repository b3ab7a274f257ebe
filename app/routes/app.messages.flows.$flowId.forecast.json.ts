import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { countDueAtOnce } from "../flows/due-at-once.server.ts";
import { readQuestion } from "../flows/editing/posted.ts";
import { walkKept } from "../flows/forecast/kept/named-walks.server.ts";
import { askKept, cancelKept, readKept } from "../flows/forecast/kept/kept.server.ts";
import { readFields } from "../lib/posted.ts";
import { SECOND_MS } from "../lib/time.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { enqueue } from "../queue/queue.server.ts";
import { createGate } from "../shops/gate.ts";

const kindSchema = z.enum(["ahead", "before"]);
const intentSchema = z.enum(["ask", "cancel", "move"]);

/** Customers to step through. */
const SAMPLES = 8;
const LONGEST_ADDRESS = 320;

/** Several windows of one shop work it out one after the other; who waits longer than anybody looks is told to try again. */
const alone = createGate(1, 5 * SECOND_MS);

export { clientAction, clientLoader } from "../components/page/posting/route.ts";

/** What was asked last, as far as it is answered; with `walk`, dates of customers as well: of the one with this address, or of some. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const flowId = parseId(params["flowId"]);
  const query = new URL(request.url).searchParams;
  const kind = kindSchema.safeParse(query.get("kind")).data;
  if (kind === undefined) throw new Response("Unknown kind", { status: 422 });
  const kept = await readKept(db(), shop, flowId, kind);
  const address = query.get("walk")?.trim().slice(0, LONGEST_ADDRESS) ?? null;
  if (address === null) return { kind, kept, walks: null };
  const whom = address === "" ? { most: SAMPLES } : { email: address };
  return { kind, kept, walks: await alone(shop.shopId, () => walkKept(db(), shop, flowId, kind, whom)) };
}

/**
 * A merchant asks what a flow as it is edited would do, or wants to know it no more; or ("move") how many of those inside would get something at once, were they moved
 * to it. It changes nothing of the flow.
 */
export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const flowId = parseId(params["flowId"]);
  const form = await readFields(request);
  const kind = kindSchema.safeParse(form.get("kind")).data;
  const intent = intentSchema.safeParse(form.get("intent")).data;
  if (kind === undefined || intent === undefined) throw new Response("Unknown intent", { status: 422 });
  if (intent === "cancel") {
    await cancelKept(db(), shop, flowId, kind);
    return { kind, kept: null };
  }
  const question = readQuestion(form);
  if (question === null) throw new Response("Not a flow that could run", { status: 422 });
  if (intent === "move") {
    const move = await alone(shop.shopId, () => countDueAtOnce(db(), shop, flowId, question.definition, now()));
    if (move === null) throw notFound();
    return { kind, kept: null, move };
  }
  const later = () => enqueue("forecast-flow", [{ shopId: shop.shopId, flowId, kind }]);
  const kept = await alone(shop.shopId, () => askKept(db(), shop, flowId, kind, question, now(), later));
  if (kept === null) throw notFound();
  return { kind, kept };
}

function parseId(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

function notFound(): Response {
  return new Response("flow", { status: 404 });
}

/** The page asks when it wants them. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page: without a page, Remix would write JSON, which has no bigint. */
export default function Nothing() {
  return null;
}
