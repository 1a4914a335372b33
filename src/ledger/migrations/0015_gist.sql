-- What a letter says that can grow false while it waits, as one mark; '': nothing can, or written before this was kept.

ALTER TABLE letter ADD COLUMN gist TEXT NOT NULL DEFAULT '';
