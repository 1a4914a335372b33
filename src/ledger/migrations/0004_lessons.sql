-- What staff teach: not only addresses. Old rows keep number, date and author; which mail taught them was not kept.

CREATE TABLE lesson (
    id          INTEGER NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL CHECK (kind IN ('address', 'alias', 'ignore')),
    words       TEXT    NOT NULL,                      -- the address, or the name as it was written
    form        TEXT    NOT NULL,                      -- the same for whatever reads the same
    unit        TEXT,                                  -- none: the sender is nobody's
    since       TEXT,                                  -- civil day of receipt from which it counts; none: always
    mail        INTEGER REFERENCES mail (id),          -- what taught it; none: by hand, or an older program
    at          INTEGER NOT NULL,
    by          TEXT    NOT NULL,
    why         TEXT    NOT NULL,
    revoked_at  INTEGER,
    revoked_by  TEXT,
    revoked_why TEXT,                                  -- none also when an older program took it back
    CHECK ((kind = 'ignore') = (unit IS NULL)),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
    CHECK (revoked_why IS NULL OR revoked_at IS NOT NULL)
) STRICT;
INSERT INTO lesson (id, kind, words, form, unit, at, by, why, revoked_at, revoked_by)
SELECT id, 'address', address, address, unit, at, by, '', revoked_at, revoked_by FROM learned;
DROP TABLE learned;
ALTER TABLE lesson RENAME TO learned;
CREATE UNIQUE INDEX learned_once ON learned (form, kind, coalesce(unit, '')) WHERE revoked_at IS NULL;  -- asked for each mail
CREATE INDEX learned_mail ON learned (mail) WHERE mail IS NOT NULL;              -- foreign key; what a mail taught
