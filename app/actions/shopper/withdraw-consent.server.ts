import { unsubscribe, type Subscriber } from "../../messages/unsubscribe/unsubscribe.server.ts";
import { change } from "../../pipeline/change.server.ts";

/** A reader wants no more advertising. @param source the page's button, or the mail program's own. @see unsubscribe */
export function withdrawConsent(subscriber: Subscriber, source: Parameters<typeof unsubscribe>[2]): Promise<void> {
  return change(subscriber.shop, async (tx, at) => {
    await unsubscribe(tx, subscriber, source, at);
    return { result: undefined, moved: { consent: [subscriber.customerId] } };
  });
}
