import type { Same, Words } from "../words.ts";

export const customEvents = {
  title: "Custom events",
  intro:
    "Your own systems can report what your customers do elsewhere: a course finished, an appointment kept, a warranty registered. Each event stands on the customer’s page and can start a flow.",
  address: "Address",
  secret: "Secret",
  none: "There is no secret yet. Create one, and enter it in your system together with the address.",
  since: "Created on {date} by {by}.",
  formerUntil: "The secret before it works until {date}.",
  create: "Create secret",
  replace: "Replace secret",
  replaceTitle: "Replace the secret?",
  replaceText: "You’ll get a new one. The present secret works for another 24 hours.",
  remove: "Remove secret",
  removeTitle: "Remove the secret?",
  removeText: "Your system can then no longer report events.",
  shown: "Copy the secret now",
  shownText: "It is shown this once. Keep it where your system keeps its secrets.",
  how: "How to send an event",
  howText:
    "Send each event as JSON by POST, with the secret as a bearer token. The same “id” counts once, however often it is sent.",
  limits:
    "Up to {most} events a minute, 16 kB each, not older than 30 days. The customer is named by Shopify’s ID or by email address.",
} as const satisfies Words;

export const customEventsGerman: Same<typeof customEvents> = {
  title: "Eigene Ereignisse",
  intro:
    "Ihre eigenen Systeme können melden, was Ihre Kundschaft anderswo tut: einen Kurs abschließen, einen Termin wahrnehmen, eine Garantie registrieren. Jedes Ereignis steht auf der Seite der Kundin oder des Kunden und kann einen Ablauf starten.",
  address: "Adresse",
  secret: "Geheimer Schlüssel",
  none: "Es gibt noch keinen Schlüssel. Erstellen Sie einen und tragen Sie ihn zusammen mit der Adresse in Ihr System ein.",
  since: "Erstellt am {date} von {by}.",
  formerUntil: "Der vorige Schlüssel gilt noch bis {date}.",
  create: "Schlüssel erstellen",
  replace: "Schlüssel ersetzen",
  replaceTitle: "Schlüssel ersetzen?",
  replaceText: "Sie erhalten einen neuen. Der jetzige gilt noch 24 Stunden.",
  remove: "Schlüssel entfernen",
  removeTitle: "Schlüssel entfernen?",
  removeText: "Ihr System kann dann keine Ereignisse mehr melden.",
  shown: "Kopieren Sie den Schlüssel jetzt",
  shownText: "Er wird nur dieses eine Mal angezeigt. Bewahren Sie ihn dort auf, wo Ihr System seine Schlüssel hat.",
  how: "So wird ein Ereignis gesendet",
  howText:
    "Senden Sie jedes Ereignis als JSON per POST, mit dem Schlüssel als Bearer-Token. Dieselbe „id“ zählt einmal, egal wie oft sie gesendet wird.",
  limits:
    "Bis zu {most} Ereignisse pro Minute, je höchstens 16 kB und nicht älter als 30 Tage. Die Kundin oder der Kunde wird mit der ID von Shopify oder der E-Mail-Adresse genannt.",
};
