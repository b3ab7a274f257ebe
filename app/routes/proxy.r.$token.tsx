import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { followLink } from "../storefront/follow.server.tsx";
import { takeAnswer } from "../storefront/question.server.tsx";

/** A link of an email, through the app proxy: `/apps/reprise/r/<token>`. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return followLink(request, params["token"] ?? "", now());
}

/** The form of the page behind an answer. */
export function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return takeAnswer(request, params["token"] ?? "", now());
}
