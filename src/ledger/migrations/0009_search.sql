-- What a line of the register is found by: the words round it, and what stands in its files.

-- What was read in a mail and its files, as far as it is kept for finding and showing; nothing of a mail that bears a
-- mark of secrecy.
CREATE TABLE mail_text (
    mail INTEGER NOT NULL REFERENCES mail (id),
    part INTEGER NOT NULL CHECK (part >= 0),           -- 0: what the sender wrote; n: what stands in attachment n - 1
    text TEXT    NOT NULL,
    PRIMARY KEY (mail, part)
) STRICT;

-- One row a line, under year * 10000000 + number: the order of the register is the order of the rows, and a page of the
-- newest finds needs no sorting. Only words are kept here, not the text. Words stand twice: as written, in lower case,
-- and without diacritics.
CREATE VIRTUAL TABLE line_words USING fts5 (
    facts,                                             -- unit, report, period, channel, standing: one word each
    head, head_marked,                                 -- subject, sender, document number, names of files
    text, text_marked,                                 -- what stands in mail and files
    content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0"
);
