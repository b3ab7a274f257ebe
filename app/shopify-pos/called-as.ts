import type { Translate } from "../i18n/translate.ts";

type Person = { firstName: string | null; lastName: string | null; email: string | null; phone: string | null };

/** A customer as the team calls them, and how they are told from others of that name. */
export function calledAs({ firstName, lastName, email, phone }: Person, t: Translate): { name: string; contact: string | null } {
  const contact = email ?? phone;
  const name = [firstName, lastName].filter(Boolean).join(" ");
  if (name !== "") return { name, contact };
  return contact === null ? { name: t("customer.nameless"), contact: null } : { name: contact, contact: null };
}
