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
-- newest finds needs no sorting. Only words are kept here, not the text, each behind a letter that says where it stands:
-- u, r, p, c, s: unit, report, period, channel, standing; h, t: in the head (subject, sender, document number, names of
-- files), in the text, without diacritics; d, w: the same with diacritics, for words that have any. Each word stands once
-- more together with the one after it: the same few hundred syllables stand in every Vietnamese text, two of them side
-- by side in few, so no places of words need be kept or compared.
CREATE VIRTUAL TABLE line_words USING fts5 (
    words,
    content = '', contentless_delete = 1, detail = none,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"   -- parted by blanks only: we part words
);
