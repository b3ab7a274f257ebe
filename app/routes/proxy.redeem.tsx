import { redirect, type ActionFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { redeeming } from "../storefront/acts/redeem.server.ts";
import { answerPost } from "../storefront/post.server.ts";

/**
 * A shopper turns points into a reward. The form's address for browsers without scripts, too: what no script has sent, and so no dialog has asked, is
 * answered by a page that asks.
 */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerPost(request, now(), redeeming);
}

/** Nothing is here to read. */
export function loader() {
  return redirect("/account", 303);
}
