import { now as clock } from "../../clock.server.ts";
import type { Wish } from "../../messages/preferences/form.ts";
import { savePreferences } from "../../messages/preferences/preferences.server.ts";
import { unsubscribe, type Subscriber } from "../../messages/unsubscribe/unsubscribe.server.ts";
import { change } from "../../pipeline/change.server.ts";

/** A reader says what they want to be written about, or that they want nothing any more. @see savePreferences, unsubscribe */
export function changePreferences(subscriber: Subscriber, wish: Wish, now = clock): Promise<void> {
  const { shop, customerId } = subscriber;
  return change(
    shop,
    async (tx, at) => {
      if (wish.kind === "save") {
        await savePreferences(tx, shop, customerId, wish, at);
        return { result: undefined };
      }
      await unsubscribe(tx, subscriber, "preference-page", at);
      return { result: undefined, moved: { consent: [customerId] } };
    },
    now,
  );
}
