import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { PeoplePage } from "../components/flows/people/people-page.tsx";
import { db } from "../db.server.ts";
import { readDraft } from "../flows/editing/draft.ts";
import { findFlow } from "../flows/flows.server.ts";
import { listFlowPeople } from "../insights/flow-people/people.server.ts";
import { parsePeopleQuery } from "../insights/flow-people/query.ts";
import { readFlowShop } from "../insights/flow-shop.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";

const PAGE = 50;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const id = params["flowId"] ?? "";
  const flow = /^\d{1,9}$/.test(id) ? await findFlow(shop.shopId, Number(id)) : null;
  if (flow === null) throw new Response("flow", { status: 404 });
  const { flowId, name, preset, published } = flow;
  const query = parsePeopleQuery(new URL(request.url).searchParams);
  const at = now();
  const [rows, around] = await Promise.all([
    listFlowPeople(db(), shop, flowId, query, { now: at, limit: PAGE + 1 }),
    readFlowShop(db(), shop, at),
  ]);
  const people = rows.slice(0, PAGE);
  // Customers are in a flow as it is in force; a draft's steps have done nothing yet.
  const draft = readDraft(published, published);
  return {
    flow: { flowId, name, preset, draft },
    ...{ shop: around, query, people, next: rows.length > PAGE ? (people.at(-1)?.id ?? null) : null },
  };
}

export default function FlowPeople() {
  return <PeoplePage {...useLoaderData<typeof loader>()} />;
}
