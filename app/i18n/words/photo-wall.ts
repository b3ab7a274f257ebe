import type { Same, Words } from "../words.ts";

/** Photos of reviews on the shop's photo wall, and what their authors have agreed to. */
export const photoWall = {
  title: "Photo wall",
  intro:
    "Customers’ photos in one place of your shop: add the block “Photo wall” to a page of your theme. A photo can only be there while its review is published and its author agrees, with a tick in the review form that nobody has set for them.",
  tabWall: "On the wall",
  tabAllowed: "Allowed",
  tabOpen: "Not allowed yet",
  put: "Put on the wall",
  take: "Take off",
  ask: "Ask by email",
  about: "{action}: photo by {name}",
  photoOf: "Photo by {name}",
  asked: "Asked on {date}",
  noCustomer: "Came with an import: its author can’t be asked.",
  allowedOn: "Allowed on {date}",
  withdrawnOn: "Taken back on {date}",
  record: "Its words",
  didPut: "Photo put on the wall. Your theme shows it in a moment.",
  didTake: "Photo taken off the wall",
  didAsk: "The email is sent to {name}, if they may receive advertising.",
  changed: "That is no longer possible: the review or what its author agrees to has changed. Look at it again.",
  undo: "Undo",
  emptyWall: "No photo on the wall yet",
  emptyWallText: "Under “Allowed” you choose which photos appear there, up to 24, the latest first.",
  emptyAllowed: "No photo to choose from",
  emptyAllowedText:
    "Photos appear here once their reviews are published and their authors agree. You can ask authors under “Not allowed yet”.",
  emptyOpen: "No photo without agreement",
  emptyOpenText: "Published reviews with photos whose authors have not agreed appear here.",
  whyTitle: "Why a separate agreement",
  whyText:
    "Customers who send photos with a review want them to be seen there. For any other use you need to be able to show that the author agreed (in Germany § 31 UrhG and § 22 KUG, for personal data Art. 7 GDPR). That is why Reprise keeps when, in which language and in which words each author agreed, and takes photos off the wall as soon as they take it back. The wall shows no stars: choosing photos is no choice among reviews.",
} as const satisfies Words;

export const photoWallGerman: Same<typeof photoWall> = {
  title: "Fotowand",
  intro:
    "Fotos aus Ihrer Kundschaft an einem Ort in Ihrem Shop: Fügen Sie einer Seite Ihres Themes den Block „Fotowand“ hinzu. Ein Foto kann nur dort stehen, solange die Bewertung veröffentlicht ist und wer sie geschrieben hat damit einverstanden ist: mit einem Häkchen im Bewertungsformular, das niemand vorher gesetzt hat.",
  tabWall: "Auf der Fotowand",
  tabAllowed: "Erlaubt",
  tabOpen: "Noch nicht erlaubt",
  put: "Auf die Fotowand",
  take: "Abnehmen",
  ask: "Per E-Mail fragen",
  about: "{action}: Foto von {name}",
  photoOf: "Foto von {name}",
  asked: "Gefragt am {date}",
  noCustomer: "Kam mit einem Import: Hier lässt sich niemand fragen.",
  allowedOn: "Erlaubt am {date}",
  withdrawnOn: "Zurückgenommen am {date}",
  record: "Wortlaut der Erlaubnis",
  didPut: "Das Foto ist auf der Fotowand. Ihr Theme zeigt es gleich.",
  didTake: "Das Foto ist abgenommen",
  didAsk: "Die E-Mail geht an {name}, sofern Werbung erlaubt ist.",
  changed: "Das geht nicht mehr: Die Bewertung oder die Erlaubnis hat sich geändert. Sehen Sie noch einmal nach.",
  undo: "Rückgängig machen",
  emptyWall: "Noch kein Foto auf der Fotowand",
  emptyWallText: "Unter „Erlaubt“ wählen Sie, welche Fotos dort erscheinen: bis zu 24, die neuesten zuerst.",
  emptyAllowed: "Keine Fotos zur Auswahl",
  emptyAllowedText:
    "Fotos erscheinen hier, sobald die Bewertung veröffentlicht und die Erlaubnis erteilt ist. Unter „Noch nicht erlaubt“ können Sie danach fragen.",
  emptyOpen: "Keine Fotos ohne Erlaubnis",
  emptyOpenText: "Hier erscheinen veröffentlichte Bewertungen mit Fotos, für die es noch keine Erlaubnis gibt.",
  whyTitle: "Warum eine eigene Erlaubnis",
  whyText:
    "Wer einer Bewertung Fotos beilegt, möchte sie dort gezeigt sehen. Für jede andere Verwendung müssen Sie die Erlaubnis nachweisen können (§ 31 UrhG, § 22 KUG, für personenbezogene Daten Art. 7 DSGVO). Deshalb bewahrt Reprise auf, wann, in welcher Sprache und mit welchen Worten sie erteilt wurde, und nimmt Fotos ab, sobald sie zurückgenommen wird. Die Fotowand zeigt keine Sterne: Wer Fotos auswählt, wählt keine Bewertungen aus.",
};
