import { withoutAddresses } from "../../../lib/mask.ts";
import type { Delivery } from "../channel.ts";

export type SmtpFailure = { code?: string; responseCode?: number; response?: string; command?: string; message: string };

const DEAD_ADDRESS = /\b5\.1\.(1|2|3|6|10)\b/;

/**
 * Sorts a failure by what it says about the email.
 * @param handedOver whether any of the email's content had been given to the server
 */
export function classify(failure: SmtpFailure, handedOver: boolean): Delivery {
  const { responseCode, response, command } = failure;
  const reason = describe(failure);
  if (responseCode === undefined) return handedOver ? { kind: "unknown", reason } : { kind: "temporary", reason };
  // A refused login or greeting is the operator's to mend; the email itself is fine.
  const aboutTheEmail = failure.code === "EENVELOPE" || failure.code === "EMESSAGE";
  if (responseCode < 500 || !aboutTheEmail) return { kind: "temporary", reason };
  return { kind: "permanent", reason, addressIsDead: command === "RCPT TO" && DEAD_ADDRESS.test(response ?? "") };
}

/** Without addresses: servers like to repeat them, and reasons are shown and logged. */
function describe({ code, response, message }: SmtpFailure): string {
  const said = (response ?? `${code ?? ""} ${message}`).slice(0, 1_000);
  return withoutAddresses(said).replace(/\s+/g, " ").trim().slice(0, 200);
}
