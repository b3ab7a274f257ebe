import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { answerBlock } from "../shopify-admin/call.server.ts";
import { searchAtTill } from "../shopify-pos/search.server.ts";

/** Who may be meant by what was typed at the till. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerBlock(request, "GET", (asking) => searchAtTill(asking, new URL(request.url).searchParams.get("search") ?? ""));
}

/** Browsers ask first whether they may call; nothing is taken here. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerBlock(request, "GET", () => Promise.resolve(null));
}
