import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { showModule, takeAnswers } from "../storefront/learning/module.server.ts";

/** A learning module, through the app proxy: `/apps/reprise/learn/<handle>`. To open it begins nothing. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return showModule(request, params["handle"] ?? "", now());
}

/** Somebody answers its questions. */
export function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return takeAnswers(request, params["handle"] ?? "", now());
}
