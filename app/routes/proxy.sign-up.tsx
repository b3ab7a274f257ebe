import { redirect, type ActionFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { answerSignUp } from "../storefront/sign-up.server.ts";

/** A visitor signs up for advertising. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerSignUp(request, now());
}

/** Nothing is here to read. */
export function loader() {
  return redirect("/", 303);
}
