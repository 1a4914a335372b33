-- The largest mail that the office's mail server takes, as it last said (EHLO SIZE): letters are written to fit.

ALTER TABLE installation ADD COLUMN letter_limit INTEGER CHECK (letter_limit > 0);   -- bytes; none: no limit is known
