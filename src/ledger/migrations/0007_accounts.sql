-- Who may open the staff page, who is logged in, and who tried in vain. Passwords lie as argon2id hashes, tokens of
-- sessions as SHA-256: what is read here opens nothing.

CREATE TABLE account (
    name       TEXT    NOT NULL PRIMARY KEY,           -- what is typed at log-in; lower case
    full_name  TEXT    NOT NULL,                       -- by which the journal knows the person
    role       TEXT    NOT NULL CHECK (role IN ('staff', 'leader', 'admin')),
    password   TEXT    NOT NULL,                       -- PHC string (argon2id, RFC 9106)
    created_at INTEGER NOT NULL,
    created_by TEXT    NOT NULL,
    closed_at  INTEGER                                 -- none: may log in
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    token     TEXT    NOT NULL PRIMARY KEY CHECK (length(token) = 64),  -- SHA-256 of what the browser holds
    account   TEXT    NOT NULL REFERENCES account (name),
    opened_at INTEGER NOT NULL,
    seen_at   INTEGER NOT NULL,
    origin    TEXT    NOT NULL                         -- where it was opened from: an address
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account);                               -- foreign key; all of a person end at once

-- Log-ins in vain, for the brake; kept a day.
CREATE TABLE login_failure (
    id     INTEGER NOT NULL PRIMARY KEY,
    name   TEXT    NOT NULL,
    origin TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT;
CREATE INDEX login_failure_at ON login_failure (at);                             -- the last minutes; what is old enough to go
