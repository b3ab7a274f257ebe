import type { EmailWords } from "../template.ts";

export const words: EmailWords = {
  en: {
    subject: "It’s been a while{% if first_name %}, {{ first_name }}{% endif %}",
    preheader: "A quick hello from {{ shop_name }}. We’d love to see you again.",
    paragraphs: [
      "It’s been a little while since your last order at {{ shop_name }}, and we hope you’ve been enjoying it.",
      "If a favorite is running low, or you simply feel like something new: come and have a look around. We’d be happy to see you again.",
      "{% if can_reply %}And if anything wasn’t quite right last time, just reply to this email. We’ll take care of it.{% endif %}",
    ],
  },
  de: {
    subject: "Lange nicht gesehen{% if first_name %}, {{ first_name }}{% endif %}",
    preheader: "Ein kurzer Gruß von {{ shop_name }}. Wir würden uns freuen, wenn du wieder vorbeischaust.",
    paragraphs: [
      "deine letzte Bestellung bei {{ shop_name }} ist schon eine Weile her. Wir hoffen, du hattest viel Freude daran.",
      "Geht etwas zur Neige, oder hast du Lust auf etwas Neues? Dann stöbere doch mal wieder bei uns. Wir freuen uns auf dich!",
      "{% if can_reply %}Und falls beim letzten Mal etwas nicht gepasst hat: Antworte einfach auf diese E-Mail. Wir kümmern uns darum.{% endif %}",
    ],
  },
  fr: {
    subject: "Cela fait un moment{% if first_name %}, {{ first_name }}{% endif %}",
    preheader: "Un petit bonjour de {{ shop_name }}. Nous serions ravis de vous revoir.",
    paragraphs: [
      "Votre dernière commande chez {{ shop_name }} remonte à un petit moment. Nous espérons qu’elle vous a fait plaisir.",
      "Il vous manque quelque chose, ou vous avez envie de nouveauté ? Venez faire un tour dans la boutique. Nous serions ravis de vous revoir.",
      "{% if can_reply %}Et si quelque chose n’allait pas la dernière fois, répondez simplement à cet e-mail. Nous nous en occupons.{% endif %}",
    ],
  },
  es: {
    subject: "¡Cuánto tiempo{% if first_name %}, {{ first_name }}{% endif %}!",
    preheader: "Un saludo de {{ shop_name }}. Nos encantaría volver a verte.",
    paragraphs: [
      "Ha pasado un tiempo desde tu último pedido en {{ shop_name }}. Esperamos que lo hayas disfrutado.",
      "¿Se te está acabando algo o te apetece algo nuevo? Pásate a echar un vistazo. Nos encantaría volver a verte.",
      "{% if can_reply %}Y si la última vez algo no salió bien, responde a este correo y nos ocupamos.{% endif %}",
    ],
  },
  it: {
    subject: "È passato un po’ di tempo{% if first_name %}, {{ first_name }}{% endif %}",
    preheader: "Un saluto da {{ shop_name }}. Ci farebbe piacere rivederti.",
    paragraphs: [
      "dal tuo ultimo ordine da {{ shop_name }} è passato un po’ di tempo. Speriamo che i tuoi acquisti ti siano piaciuti.",
      "Sta finendo qualcosa, o hai voglia di novità? Passa a dare un’occhiata. Ci farebbe piacere rivederti.",
      "{% if can_reply %}E se l’ultima volta qualcosa non è andato come doveva, rispondi semplicemente a questa e-mail: ce ne occupiamo noi.{% endif %}",
    ],
  },
  nl: {
    subject: "Lang niet gezien{% if first_name %}, {{ first_name }}{% endif %}",
    preheader: "Een korte groet van {{ shop_name }}. We zien je graag weer terug.",
    paragraphs: [
      "Je laatste bestelling bij {{ shop_name }} is alweer een tijdje geleden. We hopen dat je er blij mee bent.",
      "Raakt er iets op, of heb je zin in iets nieuws? Kom gerust weer eens rondkijken. We zien je graag terug.",
      "{% if can_reply %}En was er de vorige keer iets niet in orde? Beantwoord dan gewoon deze e-mail. Wij regelen het.{% endif %}",
    ],
  },
};
