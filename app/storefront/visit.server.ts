import { enqueue } from "../queue/queue.server.ts";
import { readProxyVisit, type ProxyVisit } from "../shops/proxy/proxy-visit.server.ts";

/** Whose request through the app proxy this is; the theme hears where the proxy is now when a merchant has moved it. @see readProxyVisit */
export async function receiveVisit(request: Request, now: Date): Promise<ProxyVisit | Response> {
  const visit = await readProxyVisit(request, now);
  if (!(visit instanceof Response) && visit.moved) await enqueue("publish-program", [{ shopId: visit.shop.shopId }]);
  return visit;
}
