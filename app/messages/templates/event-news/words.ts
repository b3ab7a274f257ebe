import type { EmailWords } from "../template.ts";

/** By what is said (template.ts). */
export const words: EmailWords = {
  en: {
    subject:
      "{% case said %}{% when 'registered' %}You’re registered: {{ event }}{% when 'waiting' %}You’re on the waiting list: {{ event }}{% when 'moved-up' %}You have a place: {{ event }}{% when 'moved' %}Changed: {{ event }}{% when 'called-off' %}Canceled: {{ event }}{% when 'reminder' %}Coming up: {{ event }}{% endcase %}",
    preheader: "On {{ day }}, {{ times }}",
    paragraphs: [
      "{% case said %}{% when 'registered' %}Your place at “{{ event }}” is reserved.{% when 'waiting' %}“{{ event }}” is fully booked. You are on the waiting list, and we’ll email you as soon as a place is free.{% when 'moved-up' %}A place at “{{ event }}” has become free, and it’s yours.{% when 'moved' %}“{{ event }}” takes place at another time or elsewhere. This is how it stands now:{% when 'called-off' %}Unfortunately, “{{ event }}” doesn’t take place. We’re sorry.{% when 'reminder' %}“{{ event }}” is coming up, and you’re registered.{% endcase %}",
      "{% if said != 'called-off' %}When: {{ day }}, {{ times }}{% if place != '' %}. Where: {{ place }}{% endif %}{% endif %}",
      "{% if online != '' %}Join online: {{ online }}{% endif %}",
      "{% if said == 'waiting' %}On the event’s page you can leave the waiting list.{% elsif said != 'called-off' %}On the event’s page you can add it to your calendar. If you can’t come, please give your place back there.{% endif %}",
    ],
    button: "{% if said == 'called-off' %}To the shop{% else %}To the event{% endif %}",
    because: "You are receiving this email because you registered for an event of {{ shop_name }}.",
  },
  de: {
    subject:
      "{% case said %}{% when 'registered' %}Du bist angemeldet: {{ event }}{% when 'waiting' %}Du stehst auf der Warteliste: {{ event }}{% when 'moved-up' %}Du hast einen Platz: {{ event }}{% when 'moved' %}Geändert: {{ event }}{% when 'called-off' %}Abgesagt: {{ event }}{% when 'reminder' %}Bald ist es so weit: {{ event }}{% endcase %}",
    preheader: "Am {{ day }}, {{ times }}",
    paragraphs: [
      "{% case said %}{% when 'registered' %}Dein Platz bei „{{ event }}“ ist reserviert.{% when 'waiting' %}„{{ event }}“ ist ausgebucht. Du stehst auf der Warteliste, und wir schreiben dir, sobald ein Platz frei wird.{% when 'moved-up' %}Bei „{{ event }}“ ist ein Platz frei geworden, und er gehört dir.{% when 'moved' %}„{{ event }}“ findet zu einer anderen Zeit oder an einem anderen Ort statt. So ist es jetzt geplant:{% when 'called-off' %}Leider findet „{{ event }}“ nicht statt. Das tut uns leid.{% when 'reminder' %}„{{ event }}“ steht bevor, und du bist angemeldet.{% endcase %}",
      "{% if said != 'called-off' %}Wann: {{ day }}, {{ times }}{% if place != '' %}. Wo: {{ place }}{% endif %}{% endif %}",
      "{% if online != '' %}Online dabei sein: {{ online }}{% endif %}",
      "{% if said == 'waiting' %}Auf der Seite der Veranstaltung kannst du dich von der Warteliste streichen.{% elsif said != 'called-off' %}Auf der Seite der Veranstaltung kannst du sie in deinen Kalender übernehmen. Wenn du nicht kommen kannst, gib deinen Platz bitte dort zurück.{% endif %}",
    ],
    button: "{% if said == 'called-off' %}Zum Shop{% else %}Zur Veranstaltung{% endif %}",
    because: "Du bekommst diese E-Mail, weil du dich zu einer Veranstaltung von {{ shop_name }} angemeldet hast.",
  },
  fr: {
    subject:
      "{% case said %}{% when 'registered' %}Inscription confirmée\u00a0: {{ event }}{% when 'waiting' %}Liste d’attente\u00a0: {{ event }}{% when 'moved-up' %}Une place pour vous\u00a0: {{ event }}{% when 'moved' %}Changement\u00a0: {{ event }}{% when 'called-off' %}Annulation\u00a0: {{ event }}{% when 'reminder' %}C’est pour bientôt\u00a0: {{ event }}{% endcase %}",
    preheader: "Le {{ day }}, {{ times }}",
    paragraphs: [
      "{% case said %}{% when 'registered' %}Votre place pour «\u00a0{{ event }}\u00a0» est réservée.{% when 'waiting' %}«\u00a0{{ event }}\u00a0» affiche complet. Vous êtes sur la liste d’attente, et nous vous écrirons dès qu’une place se libère.{% when 'moved-up' %}Une place pour «\u00a0{{ event }}\u00a0» s’est libérée, et elle est pour vous.{% when 'moved' %}«\u00a0{{ event }}\u00a0» change d’horaire ou de lieu. Voici ce qui est prévu désormais\u00a0:{% when 'called-off' %}Malheureusement, «\u00a0{{ event }}\u00a0» n’aura pas lieu. Nous en sommes désolés.{% when 'reminder' %}«\u00a0{{ event }}\u00a0» approche, et votre place est réservée.{% endcase %}",
      "{% if said != 'called-off' %}Quand\u00a0: {{ day }}, {{ times }}{% if place != '' %}. Où\u00a0: {{ place }}{% endif %}{% endif %}",
      "{% if online != '' %}Participer en ligne\u00a0: {{ online }}{% endif %}",
      "{% if said == 'waiting' %}Sur la page de l’événement, vous pouvez quitter la liste d’attente.{% elsif said != 'called-off' %}Sur la page de l’événement, vous pouvez l’ajouter à votre agenda. Si vous ne pouvez pas venir, merci d’y rendre votre place.{% endif %}",
    ],
    button: "{% if said == 'called-off' %}Voir la boutique{% else %}Voir l’événement{% endif %}",
    because: "Vous recevez cet e-mail en raison de votre inscription à un événement de {{ shop_name }}.",
  },
  es: {
    subject:
      "{% case said %}{% when 'registered' %}Inscripción confirmada: {{ event }}{% when 'waiting' %}En lista de espera: {{ event }}{% when 'moved-up' %}Tienes plaza: {{ event }}{% when 'moved' %}Cambio: {{ event }}{% when 'called-off' %}Cancelado: {{ event }}{% when 'reminder' %}Ya falta poco: {{ event }}{% endcase %}",
    preheader: "El {{ day }}, {{ times }}",
    paragraphs: [
      "{% case said %}{% when 'registered' %}Tu plaza en «{{ event }}» está reservada.{% when 'waiting' %}«{{ event }}» está completo. Estás en la lista de espera y te escribiremos en cuanto quede una plaza libre.{% when 'moved-up' %}Ha quedado libre una plaza en «{{ event }}» y es para ti.{% when 'moved' %}«{{ event }}» cambia de hora o de lugar. Así queda ahora:{% when 'called-off' %}Lamentablemente, «{{ event }}» no se celebrará. Lo sentimos.{% when 'reminder' %}Se acerca «{{ event }}» y tienes tu plaza.{% endcase %}",
      "{% if said != 'called-off' %}Cuándo: {{ day }}, {{ times }}{% if place != '' %}. Dónde: {{ place }}{% endif %}{% endif %}",
      "{% if online != '' %}Participar en línea: {{ online }}{% endif %}",
      "{% if said == 'waiting' %}En la página del evento puedes salir de la lista de espera.{% elsif said != 'called-off' %}En la página del evento puedes añadirlo a tu calendario. Si no puedes venir, devuelve allí tu plaza.{% endif %}",
    ],
    button: "{% if said == 'called-off' %}Ir a la tienda{% else %}Ver el evento{% endif %}",
    because: "Recibes este correo porque te apuntaste a un evento de {{ shop_name }}.",
  },
  it: {
    subject:
      "{% case said %}{% when 'registered' %}Iscrizione confermata: {{ event }}{% when 'waiting' %}In lista d’attesa: {{ event }}{% when 'moved-up' %}C’è un posto per te: {{ event }}{% when 'moved' %}Modifica: {{ event }}{% when 'called-off' %}Annullato: {{ event }}{% when 'reminder' %}Ci siamo quasi: {{ event }}{% endcase %}",
    preheader: "Il {{ day }}, {{ times }}",
    paragraphs: [
      "{% case said %}{% when 'registered' %}Il tuo posto per «{{ event }}» è prenotato.{% when 'waiting' %}«{{ event }}» è al completo. Sei in lista d’attesa e ti scriveremo appena si libera un posto.{% when 'moved-up' %}Si è liberato un posto per «{{ event }}» ed è tuo.{% when 'moved' %}«{{ event }}» si terrà in un altro orario o luogo. Ecco il nuovo programma:{% when 'called-off' %}Purtroppo «{{ event }}» non si terrà. Ci dispiace.{% when 'reminder' %}«{{ event }}» si avvicina e il tuo posto è prenotato.{% endcase %}",
      "{% if said != 'called-off' %}Quando: {{ day }}, {{ times }}{% if place != '' %}. Dove: {{ place }}{% endif %}{% endif %}",
      "{% if online != '' %}Partecipa online: {{ online }}{% endif %}",
      "{% if said == 'waiting' %}Nella pagina dell’evento puoi uscire dalla lista d’attesa.{% elsif said != 'called-off' %}Nella pagina dell’evento puoi aggiungerlo al calendario. Se non puoi venire, lascia lì il tuo posto ad altri.{% endif %}",
    ],
    button: "{% if said == 'called-off' %}Vai al negozio{% else %}Vai all’evento{% endif %}",
    because: "Ricevi questa e-mail per la tua iscrizione a un evento di {{ shop_name }}.",
  },
  nl: {
    subject:
      "{% case said %}{% when 'registered' %}Je bent aangemeld: {{ event }}{% when 'waiting' %}Je staat op de wachtlijst: {{ event }}{% when 'moved-up' %}Je hebt een plek: {{ event }}{% when 'moved' %}Gewijzigd: {{ event }}{% when 'called-off' %}Geannuleerd: {{ event }}{% when 'reminder' %}Binnenkort: {{ event }}{% endcase %}",
    preheader: "Op {{ day }}, {{ times }}",
    paragraphs: [
      "{% case said %}{% when 'registered' %}Je plek bij ‘{{ event }}’ is gereserveerd.{% when 'waiting' %}‘{{ event }}’ is vol. Je staat op de wachtlijst en we schrijven je zodra er een plek vrijkomt.{% when 'moved-up' %}Er is een plek vrijgekomen bij ‘{{ event }}’, en die is voor jou.{% when 'moved' %}‘{{ event }}’ vindt op een ander tijdstip of een andere plek plaats. Zo staat het nu:{% when 'called-off' %}Helaas gaat ‘{{ event }}’ niet door. Het spijt ons.{% when 'reminder' %}‘{{ event }}’ komt eraan, en je bent aangemeld.{% endcase %}",
      "{% if said != 'called-off' %}Wanneer: {{ day }}, {{ times }}{% if place != '' %}. Waar: {{ place }}{% endif %}{% endif %}",
      "{% if online != '' %}Online meedoen: {{ online }}{% endif %}",
      "{% if said == 'waiting' %}Op de pagina van het evenement kun je de wachtlijst verlaten.{% elsif said != 'called-off' %}Op de pagina van het evenement kun je het in je agenda zetten. Kun je niet komen, geef je plek daar dan terug.{% endif %}",
    ],
    button: "{% if said == 'called-off' %}Naar de winkel{% else %}Naar het evenement{% endif %}",
    because: "Je ontvangt deze e-mail omdat je je hebt aangemeld voor een evenement van {{ shop_name }}.",
  },
};
