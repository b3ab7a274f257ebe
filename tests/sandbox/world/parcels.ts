import { fulfillmentBody, fulfillmentEventBody } from "./order-body.ts";
import type { Fulfillment, FulfillmentEvent, LineItem, Order, Shop, World } from "./types.ts";
import { emit } from "./world.ts";

/** Sends these units. Emits fulfillments/create; what becomes of the order is the caller's. */
export function sendParcel(
  world: World,
  shop: Shop,
  order: Order,
  content: readonly { line: LineItem; quantity: number }[],
  now: Date,
): Fulfillment {
  const fulfillment: Fulfillment = {
    ...{ id: world.nextId(), createdAt: now, updatedAt: now },
    lines: content.map(({ line, quantity }) => ({ lineId: line.id, quantity })),
    events: [],
  };
  order.fulfillments.push(fulfillment);
  emit(world, shop, ["fulfillments/create"], () => fulfillmentBody(shop, order, fulfillment));
  return fulfillment;
}

/**
 * A carrier, or an app in its place, says where a parcel is. Emits fulfillment_events/create and fulfillments/update. It is no change of the order: its
 * `updatedAt` stays, and its next body tells of it.
 */
export function tellOfParcel(
  world: World,
  shop: Shop,
  order: Order,
  fulfillment: Fulfillment,
  status: FulfillmentEvent["status"],
  expectedAt: Date | null = null,
): FulfillmentEvent {
  const now = world.clock.now();
  const event: FulfillmentEvent = { id: world.nextId(), status, happenedAt: now, expectedAt };
  fulfillment.events.push(event);
  fulfillment.updatedAt = now;
  emit(world, shop, ["fulfillment_events/create"], () => fulfillmentEventBody(shop, order, fulfillment, event));
  emit(world, shop, ["fulfillments/update"], () => fulfillmentBody(shop, order, fulfillment));
  return event;
}

/** All that was sent of an order arrives. @throws Error when nothing of it is on its way */
export function deliverOrder(world: World, shop: Shop, order: Order): Order {
  const open = order.fulfillments.filter(({ events }) => events.at(-1)?.status !== "delivered");
  if (open.length === 0) throw new Error(`Nothing of order ${order.name} is on its way`);
  for (const fulfillment of open) tellOfParcel(world, shop, order, fulfillment, "delivered");
  return order;
}

/** Takes back what was said of a parcel last. Emits fulfillment_events/delete and fulfillments/update. */
export function takeBackEvent(world: World, shop: Shop, order: Order, fulfillment: Fulfillment): void {
  const event = fulfillment.events.pop();
  if (event === undefined) throw new Error(`Nothing was said of a parcel of order ${order.name}`);
  fulfillment.updatedAt = world.clock.now();
  emit(world, shop, ["fulfillment_events/delete"], () => fulfillmentEventBody(shop, order, fulfillment, event));
  emit(world, shop, ["fulfillments/update"], () => fulfillmentBody(shop, order, fulfillment));
}
