/** Usual values, and what is stated in another way: the preview text is hidden and one pixel high, corners are the card's own. */
const NEEDLESS =
  /(?<=^|;)\s*(?:word-spacing|outline|cursor|table-layout|word-break|overflow|max-height|opacity|max-width(?=:0px)):[^;]*(?:;|$)/g;
/** For programs of 2003, for another width of columns than the whole, and for elements that all say themselves how they look. */
const SHEETS =
  /<!--\[if lte mso 11\]>[^]*?<!\[endif\]-->|<style[^>]*>\s*(?:#outlook a|@media only screen|\.moz-text-html)[^]*?<\/style>/g;
/** What Outlook on Windows alone must be told of tables and pictures. */
const OUTLOOK = `<!--[if mso]>
<style type="text/css">table, td { border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt; } img { -ms-interpolation-mode:bicubic; }</style>
<![endif]-->
</head>`;
/** Without margins, at the size that is asked for, and with long words broken rather than the column widened. */
const BODY = "margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%;word-break:break-word;";

/**
 * What MJML writes of its own accord and no email needs, and the spaces that it sets its lines in with: a third of an email. Its elements get classes of
 * their own, so that the sheet needs no selector but a class. Touches tags of MJML's making and styles, never words.
 */
export function tidy(html: string): string {
  return `${withClasses(html.replace(SHEETS, "").replace("</head>", OUTLOOK))
    .replace(/ style="([^"]*)"/g, (_, style: string) => ` style="${style.replace(NEEDLESS, "")}"`)
    .replace(/<[a-z][^<>]*>/g, (tag) => tag.replace(/ (?:dir="auto"|aria-roledescription="[^"]*"|target="_blank")/g, ""))
    // Of the whole email, which has a title.
    .replace(/(<div[^<>]*) aria-label="[^"]*"/g, "$1")
    .replace(/(<body[^<>]* style=")/, `$1${BODY}`)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n")}\n`;
}

/** MJML puts the class of an element on the cell around it, and colors on what stands in there. */
function withClasses(html: string): string {
  return html
    .replace(/ ?mj-column-per-100 mj-outlook-group-fix/g, "")
    .replace(/ class=""/g, "")
    .replace(/(<td[^<>]* class="(t|q|d)"[^<>]*>\s*<(?:div|table|p))(?=\s)/g, '$1 class="$2"')
    .replace(/(<td[^<>]* class="b"[^<>]*>\s*<table)([^]*?<td)([^]*?<a)(?=\s)/g, '$1 class="w"$2 class="f e"$3 class="f w"')
    .replace(/(<td[^<>]* class=")logo("[^]*?<img)(?=\s)/g, '$1$2 class="logo"')
    .replace(/<div(?=[^<>]*\srole="article")/, '<div class="page"')
    .replace(/(<div[^<>]* class="card"[^<>]*>\s*<table[^<>]*)background:[^;"]*;background-color:[^;"]*;/g, "$1");
}
