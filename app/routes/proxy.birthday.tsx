import { redirect, type ActionFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { tellingBirthday } from "../storefront/acts/birthday.server.ts";
import { answerPost } from "../storefront/post.server.ts";

/** A shopper tells their birthday. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerPost(request, now(), tellingBirthday);
}

/** Nothing is here to read. */
export function loader() {
  return redirect("/account", 303);
}
