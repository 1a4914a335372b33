-- What happened, for good. Moments are INTEGER milliseconds since 1970-01-01 UTC: they compare and subtract without
-- parsing, and have one spelling only (text has many, and one stray "+07:00" breaks every ORDER BY). To read them:
--   SELECT datetime(received_at / 1000, 'unixepoch', '+7 hours') FROM mail;
-- NULL stands only where absence is itself a fact (no Message-ID, not yet sent).

CREATE TABLE installation (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    name       TEXT    NOT NULL,                       -- random; tells one office's ledgers apart
    created_at INTEGER NOT NULL,
    sending    TEXT    NOT NULL DEFAULT 'allowed' CHECK (sending IN ('allowed', 'restored-copy'))
) STRICT;

CREATE TABLE mail (
    id           INTEGER NOT NULL PRIMARY KEY,
    sha256       TEXT    NOT NULL UNIQUE CHECK (length(sha256) = 64),   -- of what lies in the archive
    whole        INTEGER NOT NULL CHECK (whole IN (0, 1)),              -- 0: too large, only its header was taken
    size         INTEGER NOT NULL CHECK (size >= 0),
    received_at  INTEGER NOT NULL,                     -- the server's time
    dated_at     INTEGER,                              -- the sender's clock
    message_id   TEXT,
    from_address TEXT    NOT NULL,                     -- '' when unreadable
    from_name    TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    bucket       TEXT    NOT NULL CHECK (bucket IN ('recorded', 'review', 'not-report', 'machine', 'failed', 'earlier')),
    verdict      TEXT    NOT NULL CHECK (verdict IN ('accept', 'ask', 'ignore')),
    question     TEXT,                                 -- exactly when the verdict is 'ask'
    unit         TEXT,                                 -- whose; for 'ask' the best guess
    acknowledge  INTEGER NOT NULL CHECK (acknowledge IN (0, 1)),
    decision     TEXT    NOT NULL CHECK (json_valid(decision)),         -- entries and reasons
    evidence     TEXT    NOT NULL CHECK (json_valid(evidence)),         -- the clues, for a later "why?"
    judged_at    INTEGER NOT NULL,
    CHECK ((verdict = 'ask') = (question IS NOT NULL))
) STRICT;
CREATE INDEX mail_message_id ON mail (message_id) WHERE message_id IS NOT NULL;  -- twins of an arriving mail
CREATE INDEX mail_bucket ON mail (bucket, received_at);                          -- sums, and lists of one bucket

-- Where a mail was seen; the same bytes may lie in several folders, and again after a folder was renumbered.
CREATE TABLE sighting (
    source       TEXT    NOT NULL,
    folder       TEXT    NOT NULL,
    uid_validity INTEGER NOT NULL,
    key          TEXT    NOT NULL,
    mail         INTEGER NOT NULL REFERENCES mail (id),
    seen_at      INTEGER NOT NULL,
    PRIMARY KEY (source, folder, uid_validity, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_mail ON sighting (mail);                                   -- "where is this mail?"

CREATE TABLE attachment (
    mail       INTEGER NOT NULL REFERENCES mail (id),
    idx        INTEGER NOT NULL CHECK (idx >= 0),
    name       TEXT    NOT NULL,
    media_type TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    sha256     TEXT    NOT NULL CHECK (length(sha256) = 64),
    role       TEXT    NOT NULL,
    PRIMARY KEY (mail, idx)
) STRICT, WITHOUT ROWID;

-- The register (sổ tiếp nhận). Lines are never changed nor taken out: a correction is a new line that names the old.
CREATE TABLE receipt (
    id              INTEGER NOT NULL PRIMARY KEY,
    year            INTEGER NOT NULL,
    number          INTEGER NOT NULL CHECK (number > 0),
    mail            INTEGER REFERENCES mail (id),      -- none for paper, telephone, Zalo
    channel         TEXT    NOT NULL CHECK (channel IN ('email', 'paper', 'phone', 'zalo', 'other')),
    unit            TEXT    NOT NULL,
    report          TEXT    NOT NULL,
    period          TEXT    NOT NULL,
    version         INTEGER NOT NULL CHECK (version > 0),
    relation        TEXT    NOT NULL CHECK (relation IN ('first', 'replacement', 'supplement', 'duplicate', 'nil')),
    received_at     INTEGER NOT NULL,
    timeliness      TEXT    NOT NULL,                  -- as it stood at receipt; later calendars do not change it
    document_number TEXT,
    decided_by      TEXT    NOT NULL,
    decided_at      INTEGER NOT NULL,
    why             TEXT    NOT NULL,
    corrects        INTEGER UNIQUE REFERENCES receipt (id),   -- the line that this one takes the place of
    UNIQUE (year, number)
) STRICT;
CREATE INDEX receipt_obligation ON receipt (unit, report, period);               -- versions; one unit's history
CREATE INDEX receipt_mail ON receipt (mail) WHERE mail IS NOT NULL;              -- what came of a mail
CREATE INDEX receipt_received ON receipt (received_at);                          -- the register from day to day

CREATE TABLE receipt_file (
    receipt    INTEGER NOT NULL REFERENCES receipt (id),
    idx        INTEGER NOT NULL CHECK (idx >= 0),      -- place in the receipt
    attachment INTEGER,                                -- place in the mail; none for a file handed in otherwise
    name       TEXT    NOT NULL,
    media_type TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    sha256     TEXT    NOT NULL CHECK (length(sha256) = 64),
    PRIMARY KEY (receipt, idx)
) STRICT, WITHOUT ROWID;

-- A line that no longer counts and that nothing took the place of ("entered by mistake").
CREATE TABLE revocation (
    receipt INTEGER NOT NULL PRIMARY KEY REFERENCES receipt (id),
    at      INTEGER NOT NULL,
    by      TEXT    NOT NULL,
    why     TEXT    NOT NULL
) STRICT;

CREATE TRIGGER receipt_stays BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'a line of the register is never changed'); END;
CREATE TRIGGER receipt_kept BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'a line of the register is never taken out'); END;
CREATE TRIGGER receipt_file_stays BEFORE UPDATE ON receipt_file BEGIN SELECT RAISE(ABORT, 'a line of the register is never changed'); END;
CREATE TRIGGER receipt_file_kept BEFORE DELETE ON receipt_file BEGIN SELECT RAISE(ABORT, 'a line of the register is never taken out'); END;

-- What a person must settle (cần kiểm tra).
CREATE TABLE review (
    id         INTEGER NOT NULL PRIMARY KEY,
    mail       INTEGER NOT NULL UNIQUE REFERENCES mail (id),
    question   TEXT    NOT NULL,
    opened_at  INTEGER NOT NULL,
    state      TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'assigned', 'dismissed')),
    settled_by TEXT,
    settled_at INTEGER,
    outcome    TEXT,
    times      INTEGER NOT NULL DEFAULT 0,             -- how often it was settled; part of a letter's purpose
    CHECK ((state = 'open') = (settled_at IS NULL)),
    CHECK ((settled_at IS NULL) = (settled_by IS NULL))
) STRICT;
CREATE INDEX review_open ON review (opened_at) WHERE state = 'open';             -- the morning's list

CREATE TABLE letter (
    id         INTEGER NOT NULL PRIMARY KEY,
    purpose    TEXT    NOT NULL UNIQUE,                -- asking twice queues once
    kind       TEXT    NOT NULL,                       -- what the purpose begins with: receipt, reminder …
    mail       INTEGER REFERENCES mail (id),           -- the mail that it answers
    recipient  TEXT    NOT NULL,
    unit       TEXT,
    subject    TEXT    NOT NULL,
    message_id TEXT    NOT NULL UNIQUE,
    mime       BLOB    NOT NULL,                       -- what every try sends
    priority   INTEGER NOT NULL,                       -- low goes first
    not_before INTEGER NOT NULL,
    state      TEXT    NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'claimed', 'sent', 'failed', 'dropped')),
    attempts   INTEGER NOT NULL DEFAULT 0,
    unknowns   INTEGER NOT NULL DEFAULT 0,             -- tries after which nobody knew whether it had been sent
    next_try   INTEGER NOT NULL,
    last_reply TEXT    NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    claimed_at INTEGER,
    sent_at    INTEGER,
    CHECK ((state = 'sent') = (sent_at IS NOT NULL))
) STRICT;
CREATE INDEX letter_due ON letter (next_try) WHERE state = 'queued';             -- the next to send, and when
CREATE INDEX letter_unknown ON letter (claimed_at) WHERE unknowns > 0;            -- may have left; counts as sent
CREATE INDEX letter_claimed ON letter (id) WHERE state = 'claimed';              -- left over by a process that died
CREATE INDEX letter_recipient ON letter (recipient, created_at);                 -- the brake against loops
CREATE INDEX letter_mail ON letter (mail) WHERE mail IS NOT NULL;                -- foreign key; what was answered
CREATE INDEX letter_sent ON letter (sent_at) WHERE sent_at IS NOT NULL;          -- the day's budget

CREATE TABLE letter_about (
    letter INTEGER NOT NULL REFERENCES letter (id),
    report TEXT    NOT NULL,
    period TEXT    NOT NULL,
    PRIMARY KEY (letter, report, period)
) STRICT, WITHOUT ROWID;

-- "This address writes for this unit", as staff said.
CREATE TABLE learned (
    id         INTEGER NOT NULL PRIMARY KEY,
    address    TEXT    NOT NULL,
    unit       TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    by         TEXT    NOT NULL,
    revoked_at INTEGER,
    revoked_by TEXT,
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX learned_address ON learned (address, unit) WHERE revoked_at IS NULL;  -- once; asked for each mail

-- Miễn, gia hạn: what staff granted one unit for one report.
CREATE TABLE exception (
    id         INTEGER NOT NULL PRIMARY KEY,
    unit       TEXT    NOT NULL,
    report     TEXT    NOT NULL,
    period     TEXT    NOT NULL,
    until      TEXT,                                   -- civil date of an extension; none: excused
    at         INTEGER NOT NULL,
    by         TEXT    NOT NULL,
    why        TEXT    NOT NULL,
    revoked_at INTEGER,
    revoked_by TEXT,
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX exception_obligation ON exception (unit, report, period) WHERE revoked_at IS NULL;  -- one in force

-- Addresses of units that gave our letters back.
CREATE TABLE bounced (
    address   TEXT    NOT NULL PRIMARY KEY,
    mail      INTEGER REFERENCES mail (id),            -- the report of it; none when the server refused at once
    status    TEXT    NOT NULL,
    permanent INTEGER NOT NULL CHECK (permanent IN (0, 1)),
    at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Nhật ký thao tác: who did what, when and why. Lines are only ever added.
CREATE TABLE journal (
    id      INTEGER NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    who     TEXT    NOT NULL,
    what    TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    why     TEXT    NOT NULL
) STRICT;
CREATE INDEX journal_subject ON journal (subject);                               -- the history of one thing
CREATE TRIGGER journal_stays BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;
CREATE TRIGGER journal_kept BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is never shortened'); END;
