import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { showBoard, takeMember } from "../storefront/draws/board.server.ts";

/** The leaderboard, through the app proxy: `/apps/reprise/leaderboard`. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return showBoard(request, now());
}

/** Somebody joins or leaves. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return takeMember(request, now());
}
