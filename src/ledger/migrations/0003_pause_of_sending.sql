-- One switch that stops all sending. It stands beside `sending`: a restored copy may be paused too, and lifting the one
-- must not lift the other.

ALTER TABLE installation ADD COLUMN paused_at INTEGER;                           -- none: letters leave
ALTER TABLE installation ADD COLUMN paused_by TEXT CHECK ((paused_at IS NULL) = (paused_by IS NULL));
ALTER TABLE installation ADD COLUMN paused_why TEXT CHECK ((paused_at IS NULL) = (paused_why IS NULL));
