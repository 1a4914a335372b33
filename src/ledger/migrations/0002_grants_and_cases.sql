-- What people decide beside the register: why an exception was taken back, what a line was split from, and the cases
-- (vụ việc) that incidents are followed up in.

ALTER TABLE exception ADD COLUMN revoked_why TEXT;                               -- none: lifted by an older program

-- The line whose files this one took, when one delivery held two reports. `corrects` names at most one line, and a
-- split makes two out of one: the line that keeps the obligation corrects the old one, the other stands beside it.
ALTER TABLE receipt ADD COLUMN split_from INTEGER REFERENCES receipt (id);
CREATE INDEX receipt_split ON receipt (split_from) WHERE split_from IS NOT NULL; -- foreign key; how to undo a split

-- An incident (vụ việc). Its reports are the lines of the register of its units, its report and its period.
CREATE TABLE incident (
    id         INTEGER NOT NULL PRIMARY KEY,
    report     TEXT    NOT NULL,
    period     TEXT    NOT NULL,                       -- adhoc-2020-06-12; adhoc-2020-06-12-2 the unit's second that day
    title      TEXT    NOT NULL,
    opened_at  INTEGER NOT NULL,                       -- when it was first reported
    opened_by  TEXT    NOT NULL,
    closed_at  INTEGER,
    closed_by  TEXT,
    closed_why TEXT,
    CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
    CHECK ((closed_at IS NULL) = (closed_why IS NULL))
) STRICT;
CREATE INDEX incident_open ON incident (id) WHERE closed_at IS NULL;             -- asked for each mail
CREATE INDEX incident_opened ON incident (opened_at);                            -- those of a day

-- Whom it concerns.
CREATE TABLE incident_unit (
    incident INTEGER NOT NULL REFERENCES incident (id),
    unit     TEXT    NOT NULL,
    PRIMARY KEY (incident, unit)
) STRICT, WITHOUT ROWID;

-- Mails of the matter, reports or not, and the words by which the next one is known.
CREATE TABLE incident_mail (
    incident INTEGER NOT NULL REFERENCES incident (id),
    mail     INTEGER NOT NULL REFERENCES mail (id),
    matter   TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (incident, mail)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_mail_mail ON incident_mail (mail);                         -- what a mail belongs to

-- Ad hoc reports of before become cases: still open when something came within 30 days of the newest line.
CREATE TABLE earlier AS
SELECT row_number() OVER (ORDER BY min(receipt.id)) AS id, receipt.unit, receipt.report, receipt.period,
       coalesce(min(mail.subject), 'Báo cáo đột xuất') AS title, min(receipt.received_at) AS first,
       max(receipt.received_at) AS last, (SELECT max(received_at) FROM receipt) AS newest
FROM receipt LEFT JOIN mail ON mail.id = receipt.mail
WHERE receipt.period LIKE 'adhoc-%'
      AND NOT EXISTS (SELECT 1 FROM receipt later WHERE later.corrects = receipt.id)
      AND NOT EXISTS (SELECT 1 FROM revocation WHERE revocation.receipt = receipt.id)
GROUP BY receipt.unit, receipt.report, receipt.period;
INSERT INTO incident (id, report, period, title, opened_at, opened_by) SELECT id, report, period, title, first, 'tiepnhan' FROM earlier;
INSERT INTO incident_unit SELECT id, unit FROM earlier;
INSERT OR IGNORE INTO incident_mail
SELECT earlier.id, mail.id, mail.subject, mail.judged_at FROM earlier
JOIN receipt ON receipt.unit = earlier.unit AND receipt.report = earlier.report AND receipt.period = earlier.period
JOIN mail ON mail.id = receipt.mail;
UPDATE incident SET closed_at = earlier.newest, closed_by = 'tiepnhan', closed_why = 'có trước sổ vụ việc'
FROM earlier WHERE earlier.id = incident.id AND earlier.last < earlier.newest - 2592000000;
INSERT INTO journal (at, who, what, subject, why)
SELECT newest, 'tiepnhan', 'case-opened', 'case ' || id, title FROM earlier ORDER BY id;
DROP TABLE earlier;
