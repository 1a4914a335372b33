-- Lists that staff look at: without an index each would read every letter with its whole text, over ten years.

CREATE INDEX letter_state ON letter (state, id);                                 -- what waits, failed, was held back
CREATE INDEX letter_unit ON letter (unit, id) WHERE unit IS NOT NULL;            -- what a unit was written
CREATE INDEX letter_created ON letter (created_at);                              -- what was written on a day
CREATE INDEX mail_unit ON mail (unit, received_at) WHERE unit IS NOT NULL;       -- what a unit wrote
CREATE INDEX journal_at ON journal (at);                                         -- what was done on a day
CREATE INDEX journal_who ON journal (who, id);                                   -- what a person did
