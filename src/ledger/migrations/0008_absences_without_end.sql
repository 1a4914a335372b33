-- Out-of-office answers that do not say until when: `until` is then how long we believe them.

ALTER TABLE absence ADD COLUMN named INTEGER NOT NULL DEFAULT 1 CHECK (named IN (0, 1));   -- whether the answer names the day
