import { frame, type Wordings } from "./wording.ts";

export const winBackWordings: Wordings = {
  en: {
    ...frame.en,
    subject: "It’s been a while{% if first_name %}, {{ first_name }}{% endif %}",
    preheader: "A quick hello from {{ shop_name }}. We’d love to see you again.",
    paragraphs: [
      "It’s been a little while since your last order at {{ shop_name }}, and we hope you’ve been enjoying it.",
      "If a favourite is running low, or you simply feel like something new: come and have a look around. We’d be happy to see you again.",
      "{% if can_reply %}And if anything wasn’t quite right last time, just reply to this email. We’ll take care of it.{% endif %}",
    ],
  },
  de: {
    ...frame.de,
    subject: "Lange nicht gesehen{% if first_name %}, {{ first_name }}{% endif %}",
    preheader: "Ein kurzer Gruß von {{ shop_name }}. Wir würden uns freuen, wenn du wieder vorbeischaust.",
    paragraphs: [
      "deine letzte Bestellung bei {{ shop_name }} ist schon eine Weile her. Wir hoffen, du hattest viel Freude daran.",
      "Geht etwas zur Neige, oder hast du Lust auf etwas Neues? Dann stöbere doch mal wieder bei uns. Wir freuen uns auf dich!",
      "{% if can_reply %}Und falls beim letzten Mal etwas nicht gepasst hat: Antworte einfach auf diese E-Mail. Wir kümmern uns darum.{% endif %}",
    ],
  },
};
