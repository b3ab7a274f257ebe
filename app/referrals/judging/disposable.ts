/**
 * Domains under which well-known services hand out mailboxes that nobody keeps, gathered by hand (November 2026). A short list catches what is used most; a long
 * one goes stale, and meets people. Who has such an address is only looked at.
 */
const DOMAINS = new Set([
  ...["10minutemail.com", "1secmail.com", "byom.de", "discard.email", "dispostable.com", "dropmail.me", "emailondeck.com"],
  ...["fakeinbox.com", "getnada.com", "guerrillamail.com", "guerrillamail.de", "guerrillamail.info", "guerrillamail.net"],
  ...["guerrillamail.org", "guerrillamailblock.com", "harakirimail.com", "inboxkitten.com", "incognitomail.org", "kurzepost.de"],
  ...["mail-temp.com", "mailcatch.com", "maildrop.cc", "mailinator.com", "mailnesia.com", "mailnull.com", "mintemail.com"],
  ...["moakt.com", "mohmal.com", "mytemp.email", "sharklasers.com", "spam4.me", "spamgourmet.com", "temp-mail.org"],
  ...["tempail.com", "tempmail.dev", "tempmailo.com", "tempr.email", "throwawaymail.com", "trash-mail.com", "trashmail.com"],
  ...["trashmail.de", "wegwerfemail.de", "wegwerfmail.de", "wegwerfmail.net", "wegwerfmail.org", "yopmail.com", "yopmail.fr"],
  ...["yopmail.net", "zetmail.com"],
]);

/** Whether a mailbox is one to throw away, as are those below such a domain. */
export function isDisposable(email: string): boolean {
  const labels = email
    .toLowerCase()
    .slice(email.lastIndexOf("@") + 1)
    .split(".");
  return labels.some((_, at) => DOMAINS.has(labels.slice(at).join(".")));
}
