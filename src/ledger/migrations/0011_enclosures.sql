-- Files that go with letters stand once, however many letters carry them: a plan of 2 MB to two hundred units took
-- 500 MB. Letters of before keep theirs inside `mime`.

CREATE TABLE enclosure (
    sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
    bytes  BLOB                                        -- none: it has left with nobody and no letter may still need it
) STRICT;

CREATE TABLE letter_enclosure (
    letter INTEGER NOT NULL REFERENCES letter (id),
    place  INTEGER NOT NULL CHECK (place >= 0),        -- where in letter.mime its content belongs, in base64
    sha256 TEXT    NOT NULL REFERENCES enclosure (sha256),
    PRIMARY KEY (letter, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_enclosure_content ON letter_enclosure (sha256);              -- foreign key; who still needs it
