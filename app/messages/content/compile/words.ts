import type { Form } from "../brand/brand.ts";
import type { EmailLanguage } from "../document/document.ts";
import { speak } from "./speech.ts";

/** What an edited email says besides what its merchant wrote. As Liquid over the email's variables, with both forms of address (speech.ts). */
const words = {
  de: {
    view: "Ansehen",
    answer: "Jetzt antworten",
    review: "Bewerten",
    stars: "5 von 5 Sternen",
    friend: "<Dein|Ihr> Link zum Weitergeben",
    points: "<Du hast|Sie haben> {{ points }}{% if points_worth %} (Wert: {{ points_worth }}){% endif %}",
    tier: "<Deine|Ihre> Stufe: {{ tier }}",
    code: "<Dein|Ihr> Code",
    gives: "{{ code_value }} auf <deine|Ihre> Bestellung",
    ends: "Gültig bis {{ code_ends_on }}",
    terms: "Einmal einlösbar, nicht mit anderen Rabatten kombinierbar.",
    subscribed:
      "<Du bekommst|Sie bekommen> diese E-Mail, weil <du dich|Sie sich> für Neuigkeiten von {{ shop_name }} angemeldet <hast|haben>.",
    bought:
      "<Du bekommst|Sie bekommen> diese E-Mail, weil <du|Sie> bei {{ shop_name }} gekauft <hast|haben>. <Du kannst|Sie können> der Verwendung <deiner|Ihrer> Adresse für Werbung jederzeit widersprechen, ohne dass dafür andere als die Übermittlungskosten nach den Basistarifen entstehen.",
    unsubscribe: "Abmelden",
    preferences: "Einstellungen",
  },
  en: {
    view: "View",
    answer: "Answer now",
    review: "Write a review",
    stars: "5 of 5 stars",
    friend: "Your link to share",
    points: "Your balance: {{ points }}{% if points_worth %} (worth {{ points_worth }}){% endif %}",
    tier: "Your tier: {{ tier }}",
    code: "Your code",
    gives: "{{ code_value }} off your order",
    ends: "Valid until {{ code_ends_on }}",
    terms: "Can be used once, and not together with other discounts.",
    subscribed: "You are receiving this email because you signed up for news from {{ shop_name }}.",
    bought:
      "You are receiving this email because you bought from {{ shop_name }}. You can object to the use of your address for advertising at any time, at no more than the basic cost of telling us.",
    unsubscribe: "Unsubscribe",
    preferences: "Preferences",
  },
} satisfies Record<EmailLanguage, Record<string, string>>;

export type FrameWords = Record<keyof (typeof words)["de"], string>;

export function frameWords(language: EmailLanguage, form: Form): FrameWords {
  const entries = Object.entries(words[language]).map(([name, text]) => [name, speak(text, form)]);
  return Object.fromEntries(entries) as FrameWords;
}
