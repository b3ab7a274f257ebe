import { hiddenLink } from "../links/target.ts";

/**
 * The frame of every HTML email, as Liquid with escaped output. Plain blocks instead of tables: programs that know no `max-width` (Outlook on
 * Windows) show the same text over the full width. The brand's colors are set inline for the light scheme and overruled by class for the dark one.
 */
export const layout = `<!doctype html>
<html lang="{{ locale }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ subject }}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
a { color: inherit; }
@media (max-width: 480px) {
  .card { padding: 24px 20px !important; }
}
@media (prefers-color-scheme: dark) {
  .page { background-color: {{ dark.page }} !important; }
  .card { background-color: {{ dark.card }} !important; }
  .text { color: {{ dark.text }} !important; }
  .quiet { color: {{ dark.quiet }} !important; }
  .code { color: {{ dark.text }} !important; }
  .button { background-color: {{ dark.button }} !important; border-color: {{ dark.button }} !important; color: {{ dark.buttonText }} !important; }
  .logo { background-color: {{ light.card }} !important; padding: 8px !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:{{ light.page }};-webkit-text-size-adjust:100%;">
<div style="display:none;font-size:1px;line-height:1px;color:{{ light.page }};mso-hide:all;">{{ preheader }}</div>
<div class="page" role="article" lang="{{ locale }}" style="background-color:{{ light.page }};padding:24px 12px;font-family:{{ font }};font-size:16px;line-height:1.6;">
<div class="text" style="max-width:560px;margin:0 auto;padding:0 0 16px;text-align:center;color:{{ light.text }};font-size:18px;">
<a href="{{ shop_url }}" class="text" style="color:{{ light.text }};text-decoration:none;font-weight:bold;">{% if logo %}<img class="logo" src="{{ logo.url }}" alt="{{ shop_name }}" width="{{ logo.width }}" style="border:0;max-width:100%;height:auto;">{% else %}{{ shop_name }}{% endif %}</a>
</div>
<div class="card" style="max-width:560px;margin:0 auto;padding:32px;box-sizing:border-box;background-color:{{ light.card }};border-radius:{{ radius }}px;">
<p class="text" style="margin:0 0 16px;color:{{ light.text }};">{{ greeting }}</p>
{%- for paragraph in paragraphs %}
<p class="text" style="margin:0 0 16px;color:{{ light.text }};">{{ paragraph }}</p>
{%- endfor %}
{%- if items != empty %}
<ul class="text" style="margin:0 0 16px;padding:0 0 0 20px;color:{{ light.text }};">
{%- for item in items %}
<li style="margin:0 0 4px;">{{ item }}</li>
{%- endfor %}
</ul>
{%- endif %}
{%- if code %}
<p class="code" style="margin:0 0 16px;padding:12px 16px;border:1px dashed {{ light.line }};border-radius:{{ radius }}px;color:{{ light.text }};font-family:Menlo,Consolas,monospace;font-size:18px;font-weight:bold;letter-spacing:1px;text-align:center;overflow-wrap:anywhere;">{{ code }}</p>
{%- endif %}
<p style="margin:24px 0;"><a href="{{ button_url }}" class="button" style="display:inline-block;background-color:{{ light.button }};border:1px solid {{ light.button }};border-width:12px 24px;border-radius:{{ radius }}px;color:{{ light.buttonText }};font-weight:bold;text-decoration:none;">{{ button }}</a></p>
<p class="text" style="margin:0;color:{{ light.text }};">{% for line in closing %}{{ line }}{% unless forloop.last %}<br>{% endunless %}{% endfor %}</p>
</div>
<div class="quiet" style="max-width:560px;margin:0 auto;padding:20px 8px;box-sizing:border-box;color:{{ light.quiet }};font-size:13px;line-height:1.5;text-align:center;">
<p style="margin:0 0 8px;">{{ reason }}{% if unsubscribe_url %}<br><a href="{{ unsubscribe_url }}" class="quiet" style="color:{{ light.quiet }};text-decoration:underline;">{{ unsubscribe }}</a> · <a href="{{ preferences_url }}" class="quiet" style="color:{{ light.quiet }};text-decoration:underline;">{{ preferences }}</a>{% endif %}</p>
<p style="margin:0;">{% for line in imprint %}{{ line }}{% unless forloop.last %}<br>{% endunless %}{% endfor %}</p>
</div>
{%- if trap_url %}
${hiddenLink("{{ trap_url }}")}
{%- endif %}
</div>
</body>
</html>
`;

/** The same email for readers of plain text. */
export const plainLayout = `{{ greeting }}
{% for paragraph in paragraphs %}
{{ paragraph }}
{% endfor -%}
{% for item in items %}
- {{ item }}
{%- endfor %}
{%- if items != empty %}
{% endif %}
{%- if code %}
    {{ code }}
{% endif %}
{{ button }}: {{ button_url }}

{% for line in closing %}{{ line }}
{% endfor %}
--{{ " " }}
{{ reason }}
{%- if unsubscribe_url %}
{{ unsubscribe }}: {{ unsubscribe_url }}
{{ preferences }}: {{ preferences_url }}
{%- endif %}

{% for line in imprint %}{{ line }}
{% endfor %}`;
