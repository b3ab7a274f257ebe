/** The providers that can tell what became of emails: a file and a line each. */
import { brevo } from "./brevo.ts";
import type { Provider } from "./contract.ts";
import { mailgun } from "./mailgun.ts";
import { mailjet } from "./mailjet.ts";
import { postmark } from "./postmark.ts";
import { resend } from "./resend.ts";
import { sendgrid } from "./sendgrid.ts";
import { ses } from "./ses/ses.ts";

export const providers = { ses, sendgrid, mailgun, postmark, resend, brevo, mailjet } as const satisfies Record<string, Provider>;
export type ProviderName = keyof typeof providers;

export function isProviderName(name: string): name is ProviderName {
  return Object.hasOwn(providers, name);
}
