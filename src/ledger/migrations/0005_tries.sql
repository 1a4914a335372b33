-- Each try of a letter by itself; who has taken note of a letter that was given up; which letters came back; and how
-- long a conversation of our answers has become. Of letters of before only the count and the last answer are known;
-- their tries are not made up.

CREATE TABLE letter_try (
    letter   INTEGER NOT NULL REFERENCES letter (id),
    n        INTEGER NOT NULL CHECK (n > 0),           -- counts all tries ever; letter.attempts may start anew
    began_at INTEGER NOT NULL,                         -- on disk before the first byte leaves
    ended_at INTEGER,                                  -- none: under way, or the process died in it
    outcome  TEXT CHECK (outcome IN ('sent', 'later', 'quota', 'never', 'unknown', 'down')),
    said     TEXT    NOT NULL DEFAULT '',              -- where in the dialogue, and the server's words
    PRIMARY KEY (letter, n),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
) STRICT, WITHOUT ROWID;

ALTER TABLE letter ADD COLUMN seen_at INTEGER;         -- none: nobody has taken note of it yet
ALTER TABLE letter ADD COLUMN seen_by TEXT CHECK ((seen_at IS NULL) = (seen_by IS NULL));

ALTER TABLE letter ADD COLUMN returned_by INTEGER REFERENCES mail (id);  -- the report that it did not arrive
ALTER TABLE letter ADD COLUMN returned_at INTEGER CHECK ((returned_at IS NULL) = (returned_by IS NULL));
CREATE INDEX letter_returned ON letter (returned_by) WHERE returned_by IS NOT NULL;  -- foreign key

-- How many answers of ours in a row, this one included, a conversation has had that brought no first delivery; 0: this
-- one answers a first delivery, or nobody's mail.
ALTER TABLE letter ADD COLUMN round INTEGER NOT NULL DEFAULT 0 CHECK (round >= 0);
CREATE INDEX letter_answer ON letter (created_at, recipient, mail) WHERE kind IN ('receipt', 'query');  -- the brake against loops
