import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { answerOther, answerVisitorsAct } from "../storefront/api/call.server.ts";
import { signUp, signUpSchema } from "../storefront/sign-up.server.ts";

/** Somebody signs up for advertising after an order; they confirm by the link in an email. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  const at = now();
  return answerVisitorsAct(request, at, signUpSchema, ({ shop, locale, fields }) =>
    signUp(request, shop, locale, "thank-you-page", fields, at),
  );
}

/** Browsers ask first whether they may post. */
export function loader({ request }: LoaderFunctionArgs): Response {
  return answerOther(request);
}
