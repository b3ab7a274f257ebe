import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { idFromText } from "../lib/gid.ts";
import { readSegmentAction } from "../shopify-admin/actions.server.ts";
import { answerBlock } from "../shopify-admin/call.server.ts";

/** What can be done with a segment in Shopify's admin. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return answerBlock(request, "GET", async (asking) => {
    const segmentId = idFromText(params["segmentId"]);
    return segmentId === null ? null : readSegmentAction(asking, segmentId);
  });
}

/** Browsers ask first whether they may call; nothing is taken here. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerBlock(request, "GET", () => Promise.resolve(null));
}
