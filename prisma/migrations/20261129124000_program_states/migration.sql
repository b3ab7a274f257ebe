-- Whether the program runs, and for whom: a row each time somebody switched it.
CREATE TABLE "program_states" (
    "shop_id" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "tag" TEXT,
    "actor" TEXT NOT NULL,
    "activated_at" TIMESTAMPTZ(3),

    CONSTRAINT "program_states_pkey" PRIMARY KEY ("shop_id", "since")
);

-- Programs that ran before there was a switch have been live since the app was installed; what follows from that has long been done.
INSERT INTO "program_states" ("shop_id", "since", "state", "actor", "activated_at")
SELECT "shop_id", "installed_at", 'live', 'system', "installed_at" FROM "shops";
