import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { showCertificate, takeName } from "../storefront/learning/certificate.server.ts";

/** The certificate of a module, through the app proxy: `/apps/reprise/learn/<handle>/certificate`. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return showCertificate(request, params["handle"] ?? "", now());
}

/** The name on it. */
export function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return takeName(request, params["handle"] ?? "", now());
}
