-- What shoppers read instead of "points", by language: {"de": {"one": "Sonne", "many": "Sonnen"}}.
ALTER TABLE "shops" ADD COLUMN "points_names" JSONB NOT NULL DEFAULT '{}';
