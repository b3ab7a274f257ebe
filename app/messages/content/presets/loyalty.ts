import { button, closing, greeting, points, recommended, text, type Preset } from "./preset.ts";

export const tierReached: Preset = {
  name: { de: "Stufe erreicht", en: "Tier reached" },
  words: {
    de: {
      subject: "{% if tier %}Stufe {{ tier }} erreicht{% else %}Neue Stufe erreicht{% endif %}",
      preheader: "Danke für <deine|Ihre> Treue. Das ist jetzt für <dich|Sie> drin.",
      blocks: [
        text(
          greeting.de,
          "{% if tier %}<du hast|Sie haben> bei uns die Stufe **{{ tier }}** erreicht. Danke für <deine|Ihre> Treue!{% else %}<du hast|Sie haben> bei uns eine neue Stufe erreicht. Danke für <deine|Ihre> Treue!{% endif %}",
          "Alle Vorteile <deiner|Ihrer> Stufe stehen auf <deiner|Ihrer> Prämienseite.",
        ),
        points,
        button("Vorteile ansehen", "rewards"),
        closing.de,
      ],
    },
    en: {
      subject: "{% if tier %}You’ve reached {{ tier }}{% else %}You’ve reached a new tier{% endif %}",
      preheader: "Thank you for your loyalty. Here is what it brings you.",
      blocks: [
        text(
          greeting.en,
          "{% if tier %}You’ve reached the **{{ tier }}** tier with us. Thank you for your loyalty!{% else %}You’ve reached a new tier with us. Thank you for your loyalty!{% endif %}",
          "All the benefits of your tier are on your rewards page.",
        ),
        points,
        button("See your benefits", "rewards"),
        closing.en,
      ],
    },
  },
};

export const tierAtRisk: Preset = {
  name: { de: "Stufe in Gefahr", en: "Tier at risk" },
  words: {
    de: {
      subject:
        "{% if tier %}So <behältst du|behalten Sie> die Stufe {{ tier }}{% else %}So <behältst du|behalten Sie> <deine|Ihre> Stufe{% endif %}",
      preheader:
        "{% if keep_until %}Sie bleibt noch bis {{ keep_until }}. Das fehlt, um sie zu behalten.{% else %}Ein Blick auf das, was noch fehlt, um sie zu behalten.{% endif %}",
      blocks: [
        text(
          greeting.de,
          "{% if keep_until %}<deine|Ihre> Stufe gehört <dir|Ihnen> noch bis {{ keep_until }}.{% else %}<deine|Ihre> Stufe läuft bald aus.{% endif %} {% if missing %}Um sie zu behalten, fehlen bis dahin noch: {{ missing }}.{% endif %}",
        ),
        recommended(2),
        button("Zum Shop"),
        closing.de,
      ],
    },
    en: {
      subject: "{% if tier %}How to keep your {{ tier }} tier{% else %}How to keep your tier{% endif %}",
      preheader:
        "{% if keep_until %}It’s yours until {{ keep_until }}. Here is what’s missing to keep it.{% else %}A quick look at what is still missing to keep it.{% endif %}",
      blocks: [
        text(
          greeting.en,
          "{% if keep_until %}Your tier is yours until {{ keep_until }}.{% else %}Your tier ends soon.{% endif %} {% if missing %}To keep it, you need this much more by then: {{ missing }}.{% endif %}",
        ),
        recommended(2),
        button("Visit the shop"),
        closing.en,
      ],
    },
  },
};

export const pointsExpire: Preset = {
  name: { de: "Punkte verfallen", en: "Points expire" },
  words: {
    de: {
      subject:
        "{% if expiring_points %}{{ expiring_points }}, die bald verfallen{% else %}{{ points_name }}, die bald verfallen{% endif %}",
      preheader:
        "{% if expires_on %}Bis {{ expires_on }} <kannst du|können Sie> sie noch gegen Prämien eintauschen.{% else %}Noch <kannst du|können Sie> sie gegen Prämien eintauschen.{% endif %}",
      blocks: [
        text(
          greeting.de,
          "{% if expires_on %}ein Teil <deiner|Ihrer> {{ points_name }} verfällt am {{ expires_on }}{% if expiring_points %}: {{ expiring_points }}{% endif %}.{% else %}ein Teil <deiner|Ihrer> {{ points_name }} verfällt bald.{% endif %}",
          "{% if reward %}Bis dahin <kannst du|können Sie> sie einlösen, zum Beispiel für: {{ reward }}.{% endif %}",
        ),
        points,
        button("Prämien ansehen", "rewards"),
        closing.de,
      ],
    },
    en: {
      subject:
        "{% if expiring_points %}{{ expiring_points }} about to expire{% else %}About to expire: your {{ points_name }}{% endif %}",
      preheader:
        "{% if expires_on %}Until {{ expires_on }} you can still turn them into rewards.{% else %}You can still turn them into rewards before then.{% endif %}",
      blocks: [
        text(
          greeting.en,
          "{% if expires_on %}Some of your {{ points_name }} expire on {{ expires_on }}{% if expiring_points %}: {{ expiring_points }}{% endif %}.{% else %}Some of your {{ points_name }} expire soon.{% endif %}",
          "{% if reward %}Until then you can use them, for example for: {{ reward }}.{% endif %}",
        ),
        points,
        button("See the rewards", "rewards"),
        closing.en,
      ],
    },
  },
};

export const rewardUnused: Preset = {
  name: { de: "Prämie nicht eingelöst", en: "Reward unused" },
  words: {
    de: {
      subject: "<Deine|Ihre> Prämie wartet noch",
      preheader:
        "{% if reward %}{{ reward }}: einmal klicken, und die Prämie ist im Warenkorb.{% else %}Ein Klick, und sie ist bei <deiner|Ihrer> nächsten Bestellung dabei.{% endif %}",
      blocks: [
        text(
          greeting.de,
          "{% if reward %}<du hast|Sie haben> {{ points_name }} gegen diese Prämie eingetauscht und sie noch nicht genutzt: **{{ reward }}**.{% else %}<du hast|Sie haben> {{ points_name }} gegen eine Prämie eingetauscht und sie noch nicht genutzt.{% endif %}",
        ),
        { kind: "code" },
        button("Prämie nutzen", "shop-with-code"),
        closing.de,
      ],
    },
    en: {
      subject: "Your reward is still waiting",
      preheader:
        "{% if reward %}{{ reward }}: one click, and the reward is in your cart.{% else %}One click, and it comes along with your next order.{% endif %}",
      blocks: [
        text(
          greeting.en,
          "{% if reward %}You turned {{ points_name }} into this reward and haven’t used it yet: **{{ reward }}**.{% else %}You turned {{ points_name }} into a reward and haven’t used it yet.{% endif %}",
        ),
        { kind: "code" },
        button("Use your reward", "shop-with-code"),
        closing.en,
      ],
    },
  },
};
