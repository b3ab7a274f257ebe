import { deletedOrderBody, disputeBody } from "./bodies.ts";
import type { Dispute, Order, Shop, World } from "./types.ts";
import { emit } from "./world.ts";

/**
 * Emits orders/delete. Nothing else of Shopify's names the order afterwards.
 * @throws Error for an order with a payment through an online gateway, which Shopify lets nobody delete (REST, order)
 */
export function deleteOrder(world: World, shop: Shop, order: Order): void {
  if (order.transactions.some(({ gateway }) => ONLINE.has(gateway)))
    throw new Error(`Order ${order.name} was paid through an online gateway, and such orders cannot be deleted`);
  shop.orders.delete(order.id);
  emit(world, shop, ["orders/delete"], () => deletedOrderBody(order));
}

const ONLINE = new Set(["shopify_payments"]);

/** A customer disputes the payment with their bank. Emits disputes/create. It is no change of the order: `updatedAt` stays. */
export function openDispute(world: World, shop: Shop, order: Order, type: Dispute["type"] = "chargeback"): Dispute {
  if (order.paidMinor === 0n) throw new Error(`Nothing was paid for order ${order.name}`);
  const dispute: Dispute = {
    id: world.nextId(),
    type,
    status: "needs_response",
    initiatedAt: world.clock.now(),
    finalizedOn: null,
  };
  order.disputes.push(dispute);
  emit(world, shop, ["disputes/create"], () => disputeBody(shop, order, dispute));
  return dispute;
}

/** Emits disputes/update. @throws Error when it is decided already */
export function moveDispute(world: World, shop: Shop, order: Order, dispute: Dispute, status: Dispute["status"]): void {
  if (dispute.finalizedOn !== null) throw new Error(`The dispute about order ${order.name} is decided`);
  dispute.status = status;
  if (status !== "needs_response" && status !== "under_review") dispute.finalizedOn = world.clock.now();
  emit(world, shop, ["disputes/update"], () => disputeBody(shop, order, dispute));
}
