-- How much of a message's wait is days of rest, by which its end was moved: what of it is not waited for is taken back.
ALTER TABLE "messages" ADD COLUMN "rest_ms" BIGINT NOT NULL DEFAULT 0;
