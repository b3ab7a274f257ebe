import type { Same, Words } from "../words.ts";

/** What the attributes of segments are called (app/segments/attributes). */
export const attributes = {
  number_of_orders: "Number of orders",
  amount_spent: "Amount spent",
  average_order_value: "Average order value",
  first_order_date: "First order date",
  last_order_date: "Last order date",
  customer_added_date: "Customer added date",
  customer_tags: "Customer tags",
  customer_countries: "Country",
  customer_language: "Language",
  customer_email_domain: "Email domain",
  email_subscription_status: "Email subscription status",
  sms_subscription_status: "SMS subscription status",
  points_balance: "Points balance",
  loyalty_tier: "Tier",
} as const satisfies Words;

export const attributesGerman: Same<typeof attributes> = {
  number_of_orders: "Anzahl der Bestellungen",
  amount_spent: "Ausgegebener Betrag",
  average_order_value: "Durchschnittlicher Bestellwert",
  first_order_date: "Datum der ersten Bestellung",
  last_order_date: "Datum der letzten Bestellung",
  customer_added_date: "Kundin oder Kunde seit",
  customer_tags: "Tags",
  customer_countries: "Land",
  customer_language: "Sprache",
  customer_email_domain: "E-Mail-Domain",
  email_subscription_status: "Status des E-Mail-Abonnements",
  sms_subscription_status: "Status des SMS-Abonnements",
  points_balance: "Punktestand",
  loyalty_tier: "Stufe",
};
