import { redirect, type ActionFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { askingForLink } from "../storefront/acts/link.server.ts";
import { answerPost } from "../storefront/post.server.ts";

/** A shopper asks for the link by which they recommend the shop. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerPost(request, now(), askingForLink);
}

/** Nothing is here to read. */
export function loader() {
  return redirect("/account", 303);
}
