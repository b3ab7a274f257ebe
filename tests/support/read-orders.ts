import { adminOrderSchema, orderFromAdmin } from "../../app/customers/orders/snapshot/order-from-admin.ts";
import { ORDERS_BY_ID } from "../../app/customers/orders/snapshot/order.graphql.ts";
import type { OrderSnapshot } from "../../app/facts/order-snapshot.ts";
import { gid } from "../../app/lib/gid.ts";
import { answer } from "../sandbox/admin-api/answer.ts";
import { createThrottle } from "../sandbox/admin-api/throttle.ts";
import { createConfig } from "../sandbox/config.ts";
import type { Shop, World } from "../sandbox/world/types.ts";

const config = createConfig({
  clientId: "id",
  clientSecret: "secret",
  origin: "http://127.0.0.1:1",
  appUrl: "http://127.0.0.1:2",
  throttle: { maximumAvailable: 1e9, restoreRate: 1e9 },
});
const throttle = createThrottle(config);

/** Orders as the app reads them from the stand-in's Admin API, without a server between them; of the whole shop unless told which. */
export async function readOrders(
  { world, shop }: { world: World; shop: Shop },
  orderIds: readonly bigint[] = [...shop.orders.keys()],
): Promise<OrderSnapshot[]> {
  const granted = shop.installedScopes;
  shop.installedScopes = ["read_orders", "read_customers", "read_products", "read_all_orders"];
  const variables = { ids: orderIds.map((id) => gid("Order", id)) };
  const result = await answer(world, shop, config, throttle, { query: ORDERS_BY_ID, variables, operationName: null });
  shop.installedScopes = granted;
  const { nodes } = (result as { data: { nodes: unknown[] } }).data;
  return nodes.map((node) => {
    const order = adminOrderSchema.parse(node);
    return orderFromAdmin(order, order.lineItems.nodes, order.shippingLines.nodes, order.refunds);
  });
}
