-- What pages ask over ten years: without an index each would read every line of the register, or every mail.

CREATE INDEX receipt_period ON receipt (period);                                 -- a period's board, its dossier
CREATE INDEX letter_kind ON letter (kind, created_at);                           -- whom the clock asked of late
CREATE VIRTUAL TABLE line_terms USING fts5vocab (line_words, instance);          -- the words of the index, in order
CREATE INDEX mail_received ON mail (received_at);                                -- when the last one came
