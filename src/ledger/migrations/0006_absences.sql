-- Out-of-office answers to our letters that say until when. The letter was received: it counts as sent.

CREATE TABLE absence (
    mail   INTEGER NOT NULL PRIMARY KEY REFERENCES mail (id),   -- the answer
    letter INTEGER NOT NULL REFERENCES letter (id),    -- ours that it answers
    unit   TEXT    NOT NULL,
    until  TEXT    NOT NULL                            -- civil day, the last one away
) STRICT;
CREATE INDEX absence_unit ON absence (unit, mail);                               -- the newest answer of each unit
CREATE INDEX absence_letter ON absence (letter);                                 -- foreign key
