-- Emails were in English and German only, so shops of other languages began with English. They are in six languages now.
UPDATE "shop_settings" s SET "default_locale" = left(lower(h."primary_locale"), 2)
FROM "shops" h
WHERE h."shop_id" = s."shop_id" AND s."default_locale" = 'en' AND lower(h."primary_locale") ~ '^(fr|es|it|nl)([-_]|$)';
