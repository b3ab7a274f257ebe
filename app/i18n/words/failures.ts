import type { Same, Words } from "../words.ts";

/** What is said when something that was sent got no answer. */
export const failures = {
  offline: "No connection",
  offlineText: "We can't tell whether this was done. Try again once you're online.",
  offlineTyped: "No connection. Your changes are still here.",
  offlineTypedText: "They aren't saved yet. Try again once you're online.",
  offlinePageText: "This page couldn't be loaded. Try again once you're online.",
  failed: "Something went wrong on our side",
  failedText: "We can't tell whether this was done. Try again in a moment.",
  failedTypedText: "Your changes are still here, but they aren't saved yet. Try again in a moment.",
  reference: "If this keeps happening, give this error reference to the operator of the app: {reference}",
  gone: "This no longer exists",
  goneText: "It was deleted in the meantime.",
  goneTypedText: "It was deleted in the meantime. What you entered is still here; copy what you need before you leave this page.",
  refused: "This couldn't be accepted",
  refusedText: "Reload the page and try again.",
  refusedTypedText: "What you entered is still here. Copy what you need, then reload the page and try again.",
} as const satisfies Words;

export const failuresGerman: Same<typeof failures> = {
  offline: "Keine Verbindung",
  offlineText: "Ob das noch angekommen ist, lässt sich nicht sagen. Versuchen Sie es erneut, sobald Sie wieder online sind.",
  offlineTyped: "Keine Verbindung. Ihre Änderungen sind noch da.",
  offlineTypedText: "Gespeichert sind sie noch nicht. Versuchen Sie es erneut, sobald Sie wieder online sind.",
  offlinePageText: "Diese Seite konnte nicht geladen werden. Versuchen Sie es erneut, sobald Sie wieder online sind.",
  failed: "Bei uns ist etwas schiefgegangen",
  failedText: "Ob das noch ausgeführt wurde, lässt sich nicht sagen. Versuchen Sie es gleich noch einmal.",
  failedTypedText: "Ihre Änderungen sind noch da, aber noch nicht gespeichert. Versuchen Sie es gleich noch einmal.",
  reference: "Falls das wieder passiert, nennen Sie dem Betreiber der App diese Fehlernummer: {reference}",
  gone: "Das gibt es nicht mehr",
  goneText: "Es wurde inzwischen gelöscht.",
  goneTypedText:
    "Es wurde inzwischen gelöscht. Ihre Eingaben sind noch da; kopieren Sie, was Sie brauchen, bevor Sie die Seite verlassen.",
  refused: "Das konnte nicht angenommen werden",
  refusedText: "Laden Sie die Seite neu und versuchen Sie es noch einmal.",
  refusedTypedText:
    "Ihre Eingaben sind noch da. Kopieren Sie, was Sie brauchen, laden Sie dann die Seite neu und versuchen Sie es noch einmal.",
};
