-- Which mailboxes are read, and which cannot be: what came into one that is not read may be the very report that is
-- missed. Written by the daemon, so that letters, pages and commands beside it say the same.

CREATE TABLE mailbox (
    source       TEXT    NOT NULL PRIMARY KEY,
    place        INTEGER NOT NULL CHECK (place >= 0),  -- 0: the office's own; others are read beside it
    read_at      INTEGER,                              -- when it was last read through; none: never yet
    silent_since INTEGER,                              -- none: it is read
    silent_why   TEXT CHECK ((silent_since IS NULL) = (silent_why IS NULL)),
    let_go_at    INTEGER,                              -- none: what came into it is waited for
    let_go_by    TEXT CHECK ((let_go_at IS NULL) = (let_go_by IS NULL)),
    let_go_why   TEXT CHECK ((let_go_at IS NULL) = (let_go_why IS NULL))
) STRICT;
