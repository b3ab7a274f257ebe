import type { EmailWords } from "../template.ts";

export const words: EmailWords = {
  en: {
    subject: "May we show your photos?",
    preheader: "Your photos{% if product != '' %} of “{{ product }}”{% endif %} on our photo wall",
    paragraphs: [
      "You added photos to your review{% if product != '' %} of “{{ product }}”{% endif %}, and we like them. May we also show them on the photo wall of our shop, with the name of your review?",
      "Open your review, tick the box below your photos, and send it. You can take that back there at any time. If you’d rather not, there is nothing to do.",
    ],
    button: "Open my review",
  },
  de: {
    subject: "Dürfen wir deine Fotos zeigen?",
    preheader: "Deine Fotos{% if product != '' %} von „{{ product }}“{% endif %} auf unserer Fotowand",
    paragraphs: [
      "Du hast deiner Bewertung{% if product != '' %} von „{{ product }}“{% endif %} Fotos beigelegt, und sie gefallen uns. Dürfen wir sie auch auf der Fotowand unseres Shops zeigen, mit dem Namen aus deiner Bewertung?",
      "Öffne deine Bewertung, setze das Häkchen unter deinen Fotos und sende sie ab. Zurücknehmen kannst du das dort jederzeit. Wenn du das nicht möchtest, musst du nichts tun.",
    ],
    button: "Meine Bewertung öffnen",
  },
  fr: {
    subject: "Pouvons-nous montrer vos photos\u00a0?",
    preheader: "Vos photos{% if product != '' %} de «\u00a0{{ product }}\u00a0»{% endif %} sur notre mur de photos",
    paragraphs: [
      "Vous avez joint des photos à votre avis{% if product != '' %} sur «\u00a0{{ product }}\u00a0»{% endif %}, et elles nous plaisent. Pouvons-nous aussi les montrer sur le mur de photos de notre boutique, avec le nom de votre avis\u00a0?",
      "Ouvrez votre avis, cochez la case sous vos photos et envoyez-le. Vous pouvez revenir là-dessus à tout moment au même endroit. Si vous ne le souhaitez pas, vous n’avez rien à faire.",
    ],
    button: "Ouvrir mon avis",
  },
  es: {
    subject: "¿Podemos mostrar tus fotos?",
    preheader: "Tus fotos{% if product != '' %} de «{{ product }}»{% endif %} en nuestro mural de fotos",
    paragraphs: [
      "Añadiste fotos a tu opinión{% if product != '' %} sobre «{{ product }}»{% endif %} y nos gustan. ¿Podemos mostrarlas también en el mural de fotos de nuestra tienda, con el nombre de tu opinión?",
      "Abre tu opinión, marca la casilla que hay debajo de tus fotos y envíala. Puedes retirarlo allí cuando quieras. Si prefieres que no, no tienes que hacer nada.",
    ],
    button: "Abrir mi opinión",
  },
  it: {
    subject: "Possiamo mostrare le tue foto?",
    preheader: "Le tue foto{% if product != '' %} di «{{ product }}»{% endif %} sulla nostra bacheca fotografica",
    paragraphs: [
      "Hai aggiunto delle foto alla tua recensione{% if product != '' %} di «{{ product }}»{% endif %} e ci piacciono. Possiamo mostrarle anche sulla bacheca fotografica del nostro negozio, con il nome della recensione?",
      "Apri la recensione, spunta la casella sotto le foto e inviala. Puoi revocarlo lì in qualsiasi momento. Se preferisci di no, non devi fare nulla.",
    ],
    button: "Apri la mia recensione",
  },
  nl: {
    subject: "Mogen we je foto’s laten zien?",
    preheader: "Je foto’s{% if product != '' %} van ‘{{ product }}’{% endif %} op onze fotowand",
    paragraphs: [
      "Je hebt foto’s bij je beoordeling{% if product != '' %} van ‘{{ product }}’{% endif %} gezet, en we vinden ze mooi. Mogen we ze ook op de fotowand van onze winkel tonen, met de naam van je beoordeling?",
      "Open je beoordeling, zet het vinkje onder je foto’s en verstuur haar. Je kunt dat daar op elk moment intrekken. Wil je dat liever niet, dan hoef je niets te doen.",
    ],
    button: "Mijn beoordeling openen",
  },
};
