import { redirect, type ActionFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { claiming } from "../storefront/acts/claim.server.ts";
import { answerPost } from "../storefront/post.server.ts";

/** A shopper says that they did what the program rewards. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerPost(request, now(), claiming);
}

/** Nothing is here to read. */
export function loader() {
  return redirect("/account", 303);
}
