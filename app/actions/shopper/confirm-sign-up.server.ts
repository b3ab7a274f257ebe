import { now as clock } from "../../clock.server.ts";
import { confirmSignUp, type PendingSignUp } from "../../messages/sign-ups/sign-ups.server.ts";
import { change } from "../../pipeline/change.server.ts";

/** A reader confirms that they want advertising. @see confirmSignUp */
export function confirmSignUpOf(signUp: PendingSignUp, now = clock): Promise<void> {
  return change(
    signUp.shop,
    async (tx, at) => {
      const customerId = await confirmSignUp(tx, signUp, at);
      return { result: undefined, touched: customerId === null ? [] : [customerId] };
    },
    now,
  );
}
