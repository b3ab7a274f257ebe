import type { ApplicationIssue } from "../../affiliates/people/application.ts";
import type { PayeeIssue, Tax } from "../../affiliates/people/payee.ts";
import type { CreditState } from "../../affiliates/payouts/read.server.ts";
import type { Locale } from "../../i18n/translate.ts";

/** What applicants, affiliates and those who follow their links read. `{name}`, `{shop}` and others are escaped by the page. */
export type PartnerWords = {
  applyTitle: string;
  applyText: string;
  logIn: string;
  name: string;
  email: string;
  website: string;
  pitch: string;
  terms: string;
  agree: string;
  agreeOwn: string;
  send: string;
  trap: string;
  wrong: string;
  issues: Record<ApplicationIssue, string>;
  thanksTitle: string;
  thanksText: string;
  closedTitle: string;
  closedText: string;
  waitingTitle: string;
  waitingText: string;
  declinedTitle: string;
  declinedText: string;
  declinedReason: string;
  declinedUntil: string;
  again: string;
  thanksAgain: string;
  accountTitle: string;
  accountText: string;
  accountLogIn: string;
  accountLogInLink: string;
  accountBind: string;
  accountTaken: string;
  accountGone: string;
  endedText: string;
  recommendedBy: string;
  off: string;
  disclosure: string;
  remember: string;
  toShop: string;
  ownTitle: string;
  ownText: string;
  goneTitle: string;
  goneText: string;
  portalTitle: string;
  link: string;
  code: string;
  share: string;
  shareLaw: string;
  material: string;
  invitedBy: string;
  recruit: string;
  recruitText: string;
  recruitLink: string;
  recruited: string;
  recruitedShare: string;
  figures: string;
  clicks: string;
  orders: string;
  pending: string;
  due: string;
  paid: string;
  minimum: string;
  payouts: string;
  noPayouts: string;
  note: string;
  cancelled: string;
  asPoints: string;
  credits: Record<CreditState, string>;
  payeeTitle: string;
  payeeText: string;
  payeeNow: string;
  method: string;
  bank: string;
  paypal: string;
  credit: string;
  points: string;
  inKindText: string;
  methodGone: string;
  payeeName: string;
  street: string;
  postcode: string;
  city: string;
  country: string;
  iban: string;
  ibanKept: string;
  bic: string;
  paypalAddress: string;
  tax: string;
  taxes: Record<Tax, string>;
  taxNumber: string;
  vatId: string;
  agreeNotes: string;
  save: string;
  saved: string;
  payeeIssues: Record<PayeeIssue, string>;
  back: string;
};

export const partnerWords: Record<Locale, PartnerWords> = {
  en: {
    applyTitle: "Become a partner of {shop}",
    applyText:
      "Recommend {shop} and get a commission on what is ordered through you. Tell us who you are; we read every application.",
    logIn: "Already a partner? Log in",
    name: "Your name",
    email: "Your email address",
    website: "Website or profile (optional)",
    pitch: "Where and how would you like to recommend us?",
    terms: "Terms of the partner program",
    agree: "I have read these terms and agree to them.",
    agreeOwn: "I want to be contacted about my application and will mark my recommendations as advertising.",
    send: "Send application",
    trap: "Leave this field empty",
    wrong: "Something is missing:",
    issues: {
      name: "Please enter your name (up to 100 characters).",
      email: "Please enter an email address.",
      website: "Please enter a web address, or leave the field empty.",
      pitch: "Please tell us how you’d like to recommend us (up to 1,000 characters).",
      agree: "Please agree, or we can’t take your application.",
    },
    thanksTitle: "Thank you for your application",
    thanksText:
      "We’ll look at it and get in touch. With a customer account of the same address, you’ll find the answer on this page.",
    closedTitle: "The partner program",
    closedText: "At the moment we don’t take new partners.",
    waitingTitle: "Your application is here",
    waitingText: "We haven’t decided yet. You’ll find the answer on this page.",
    declinedTitle: "Your application",
    declinedText: "Unfortunately we can’t work with you as a partner.",
    declinedReason: "What we’d like to tell you: {reason}",
    declinedUntil: "You may apply again from {date} on.",
    again: "We declined your last application. By now you may apply again.",
    thanksAgain: "If we have declined an application with this address since {date}, this one doesn’t count.",
    accountTitle: "Your partnership in this account",
    accountText:
      "{name}, with this you bind your partnership to the account that you’re logged in to. You’ll then find link, code, figures and payouts here. This can be done once.",
    accountLogIn: "Log in to your customer account and then open the link once more.",
    accountLogInLink: "Log in",
    accountBind: "Bind to this account",
    accountTaken: "This account already has a partnership or an application. Log in with another one, or write to us.",
    accountGone: "This link has expired or was used before. Please ask us for a new one.",
    endedText: "The partnership has ended: your link and code no longer work. What you’ve earned is still paid.",
    recommendedBy: "{name} recommends {shop}",
    off: "{percent}% off with the code",
    disclosure: "Advertising: {name} gets a commission from {shop} when you order through this link or with the code.",
    remember:
      "If you’re logged in, we note for 90 days that you came through this link. Nothing is stored in your browser for it.",
    toShop: "Shop with the code",
    ownTitle: "This is your own link",
    ownText: "Share it with others: your own orders bring no commission.",
    goneTitle: "This link no longer works",
    goneText: "Have a look around the shop all the same.",
    portalTitle: "Your partnership with {shop}",
    link: "Your link",
    code: "Your code",
    share: "Share both",
    shareLaw: "Say that it is advertising wherever you share them, for example with “Ad” at the beginning.",
    material: "Texts and pictures for you",
    invitedBy:
      "{name} invites you. Once you’re a partner, {name} gets a share of the commission that your sales bring, on top of yours, and nothing for your application.",
    recruit: "Recruit other partners",
    recruitText:
      "Of the commission that partners bring who have applied through this link, you get a share on top of theirs. Nothing is paid for recruiting itself: only their sales count.",
    recruitLink: "Your link for applications",
    recruited: "Partners you’ve recruited",
    recruitedShare: "Of the amounts above, through their sales",
    figures: "Your figures",
    clicks: "Visits through your link",
    orders: "Orders",
    pending: "Pending (return window)",
    due: "Due",
    paid: "Paid",
    minimum: "Payouts begin at {amount}; what is less is carried over. Amounts are without VAT.",
    payouts: "Payouts",
    noPayouts: "None yet.",
    note: "Credit note {number}",
    cancelled: "canceled",
    asPoints: "{points} points",
    credits: {
      waiting: "store credit, on its way",
      credited: "store credit",
      refused: "store credit, not given yet: we’re looking into it",
    },
    payeeTitle: "Where we pay to",
    payeeText: "Needed before the first payout. It is stored encrypted and used for payouts and credit notes only.",
    payeeNow: "Stored now: {hint}",
    method: "Paid to",
    bank: "Bank account (SEPA)",
    paypal: "PayPal",
    credit: "Store credit",
    points: "Points in the loyalty program",
    inKindText:
      "Store credit and points come into this customer account, worth as much as the money would be with tax. Store credit can be spent for 36 months, points as long as the program says. The credit note is the same.",
    methodGone: "We can’t pay you this way any more. Please choose another one.",
    payeeName: "Name or company, as on the account",
    street: "Street and number",
    postcode: "Postal code",
    city: "City",
    country: "Country (two letters, for example DE)",
    iban: "IBAN",
    ibanKept: "Leave empty to keep the stored one.",
    bic: "BIC (optional)",
    paypalAddress: "PayPal email address",
    tax: "Tax",
    taxes: {
      regular: "Business in Germany with VAT",
      small: "Small business in Germany without VAT (§ 19 UStG)",
      reverse: "Business in another EU country with a VAT ID (reverse charge)",
      private: "Private person, no business",
    },
    taxNumber: "Tax number",
    vatId: "VAT ID",
    agreeNotes: "I agree that {shop} settles by credit note (self-billing), and my details are correct.",
    save: "Save",
    saved: "Saved.",
    payeeIssues: {
      method: "Please choose how you’d like to be paid.",
      name: "Please enter the name on the account.",
      address: "Please enter street, postal code and city.",
      country: "Please enter the country as two letters.",
      iban: "This is no valid IBAN.",
      bic: "This is no valid BIC.",
      paypal: "This is no valid PayPal address.",
      tax: "Please choose how you’re taxed.",
      taxNumber: "Please enter your tax number or VAT ID.",
      vatId: "Please enter a valid VAT ID of your country.",
      agree: "Please agree to credit notes, or we can’t pay.",
    },
    back: "Back to the shop",
  },
  de: {
    applyTitle: "Partner von {shop} werden",
    applyText:
      "Empfiehl {shop} und bekomme eine Provision auf alles, was über dich bestellt wird. Sag uns, wer du bist; wir lesen jede Bewerbung.",
    logIn: "Schon Partner? Anmelden",
    name: "Dein Name",
    email: "Deine E-Mail-Adresse",
    website: "Website oder Profil (freiwillig)",
    pitch: "Wo und wie möchtest du uns empfehlen?",
    terms: "Bedingungen des Partnerprogramms",
    agree: "Ich habe diese Bedingungen gelesen und bin einverstanden.",
    agreeOwn: "Ich möchte zu meiner Bewerbung kontaktiert werden und kennzeichne meine Empfehlungen als Werbung.",
    send: "Bewerbung senden",
    trap: "Dieses Feld bitte leer lassen",
    wrong: "Es fehlt noch etwas:",
    issues: {
      name: "Bitte gib deinen Namen ein (bis 100 Zeichen).",
      email: "Bitte gib eine E-Mail-Adresse ein.",
      website: "Bitte gib eine Webadresse ein oder lass das Feld leer.",
      pitch: "Bitte schreib uns, wie du uns empfehlen möchtest (bis 1.000 Zeichen).",
      agree: "Bitte stimme zu, sonst können wir deine Bewerbung nicht annehmen.",
    },
    thanksTitle: "Danke für deine Bewerbung",
    thanksText:
      "Wir sehen sie uns an und melden uns. Mit einem Kundenkonto mit derselben Adresse findest du die Antwort auf dieser Seite.",
    closedTitle: "Das Partnerprogramm",
    closedText: "Zurzeit nehmen wir keine neuen Partner auf.",
    waitingTitle: "Deine Bewerbung ist da",
    waitingText: "Wir haben noch nicht entschieden. Die Antwort findest du auf dieser Seite.",
    declinedTitle: "Deine Bewerbung",
    declinedText: "Leider können wir nicht als Partner zusammenarbeiten.",
    declinedReason: "Was wir dir dazu sagen möchten: {reason}",
    declinedUntil: "Ab dem {date} kannst du dich erneut bewerben.",
    again: "Deine letzte Bewerbung haben wir abgelehnt. Inzwischen kannst du dich erneut bewerben.",
    thanksAgain: "Falls wir seit dem {date} schon eine Bewerbung mit dieser Adresse abgelehnt haben, zählt diese nicht.",
    accountTitle: "Deine Partnerschaft in diesem Konto",
    accountText:
      "{name}, damit verbindest du deine Partnerschaft mit dem Konto, in dem du angemeldet bist. Link, Code, Zahlen und Auszahlungen findest du danach hier. Das geht einmal.",
    accountLogIn: "Melde dich in deinem Kundenkonto an und öffne den Link danach noch einmal.",
    accountLogInLink: "Anmelden",
    accountBind: "Mit diesem Konto verbinden",
    accountTaken:
      "Dieses Konto hat schon eine Partnerschaft oder eine Bewerbung. Melde dich mit einem anderen an oder schreib uns.",
    accountGone: "Dieser Link ist abgelaufen oder wurde schon benutzt. Bitte frag uns nach einem neuen.",
    endedText:
      "Die Partnerschaft ist beendet: Dein Link und dein Code gelten nicht mehr. Was du verdient hast, wird noch ausgezahlt.",
    recommendedBy: "{name} empfiehlt {shop}",
    off: "{percent} % Rabatt mit dem Code",
    disclosure: "Werbung: {name} bekommt eine Provision von {shop}, wenn du über diesen Link oder mit dem Code bestellst.",
    remember:
      "Wenn du angemeldet bist, merken wir uns 90 Tage lang, dass du über diesen Link gekommen bist. In deinem Browser wird dafür nichts gespeichert.",
    toShop: "Mit dem Code einkaufen",
    ownTitle: "Das ist dein eigener Link",
    ownText: "Teile ihn mit anderen: Deine eigenen Bestellungen bringen keine Provision.",
    goneTitle: "Dieser Link gilt nicht mehr",
    goneText: "Sieh dich trotzdem gern im Shop um.",
    portalTitle: "Deine Partnerschaft mit {shop}",
    link: "Dein Link",
    code: "Dein Code",
    share: "Teile beides",
    shareLaw: "Sag überall dazu, dass es Werbung ist, zum Beispiel mit „Anzeige“ am Anfang.",
    material: "Texte und Bilder für dich",
    invitedBy:
      "{name} lädt dich ein. Wenn du Partner bist, bekommt {name} einen Anteil an der Provision, die deine Verkäufe bringen, zusätzlich zu deiner, und nichts für deine Bewerbung.",
    recruit: "Andere Partner werben",
    recruitText:
      "Von der Provision der Partner, die sich über diesen Link beworben haben, bekommst du einen Anteil zusätzlich zu ihrer. Für das Werben selbst gibt es nichts: Nur ihre Verkäufe zählen.",
    recruitLink: "Dein Link für Bewerbungen",
    recruited: "Von dir geworbene Partner",
    recruitedShare: "Von den Beträgen oben, durch ihre Verkäufe",
    figures: "Deine Zahlen",
    clicks: "Besuche über deinen Link",
    orders: "Bestellungen",
    pending: "Vorgemerkt (Rückgabefrist)",
    due: "Fällig",
    paid: "Ausgezahlt",
    minimum: "Ausgezahlt wird ab {amount}; was darunter liegt, wird übertragen. Beträge ohne Umsatzsteuer.",
    payouts: "Auszahlungen",
    noPayouts: "Noch keine.",
    note: "Gutschrift {number}",
    cancelled: "storniert",
    asPoints: "{points} Punkte",
    credits: {
      waiting: "Shop-Guthaben, ist unterwegs",
      credited: "Shop-Guthaben",
      refused: "Shop-Guthaben, noch nicht gutgeschrieben: Wir kümmern uns darum",
    },
    payeeTitle: "Wohin wir auszahlen",
    payeeText:
      "Nötig vor der ersten Auszahlung. Die Angaben werden verschlüsselt gespeichert und nur für Auszahlungen und Gutschriften verwendet.",
    payeeNow: "Gespeichert ist: {hint}",
    method: "Auszahlung an",
    bank: "Bankkonto (SEPA)",
    paypal: "PayPal",
    credit: "Shop-Guthaben",
    points: "Punkte im Treueprogramm",
    inKindText:
      "Shop-Guthaben und Punkte kommen in dieses Kundenkonto und sind so viel wert wie das Geld mit Steuer. Shop-Guthaben gilt 36 Monate, Punkte so lange, wie es das Programm sagt. Die Gutschrift bleibt dieselbe.",
    methodGone: "Auf diesem Weg können wir dir nichts mehr auszahlen. Bitte wähle einen anderen.",
    payeeName: "Name oder Firma des Kontoinhabers",
    street: "Straße und Hausnummer",
    postcode: "Postleitzahl",
    city: "Ort",
    country: "Land (zwei Buchstaben, zum Beispiel DE)",
    iban: "IBAN",
    ibanKept: "Leer lassen, um die gespeicherte zu behalten.",
    bic: "BIC (freiwillig)",
    paypalAddress: "E-Mail-Adresse bei PayPal",
    tax: "Steuer",
    taxes: {
      regular: "Unternehmen in Deutschland mit Umsatzsteuer",
      small: "Kleinunternehmen in Deutschland ohne Umsatzsteuer (§ 19 UStG)",
      reverse: "Unternehmen in einem anderen EU-Land mit USt-IdNr. (Reverse Charge)",
      private: "Privatperson, kein Unternehmen",
    },
    taxNumber: "Steuernummer",
    vatId: "USt-IdNr.",
    agreeNotes: "Ich bin einverstanden, dass {shop} per Gutschrift abrechnet, und meine Angaben stimmen.",
    save: "Speichern",
    saved: "Gespeichert.",
    payeeIssues: {
      method: "Bitte wähle, wie wir dir auszahlen.",
      name: "Bitte gib den Namen des Kontoinhabers ein.",
      address: "Bitte gib Straße, Postleitzahl und Ort ein.",
      country: "Bitte gib das Land mit zwei Buchstaben ein.",
      iban: "Das ist keine gültige IBAN.",
      bic: "Das ist kein gültiger BIC.",
      paypal: "Das ist keine gültige PayPal-Adresse.",
      tax: "Bitte wähle, wie du besteuert wirst.",
      taxNumber: "Bitte gib deine Steuernummer oder USt-IdNr. ein.",
      vatId: "Bitte gib eine gültige USt-IdNr. deines Landes ein.",
      agree: "Bitte stimme der Abrechnung per Gutschrift zu, sonst können wir nicht auszahlen.",
    },
    back: "Zurück zum Shop",
  },
};
