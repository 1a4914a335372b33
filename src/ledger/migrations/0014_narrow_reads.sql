-- What is asked of one unit, sender or mail, and would otherwise read ten years.

CREATE INDEX mail_sender ON mail (from_address, received_at);                    -- what an address wrote last
CREATE INDEX mail_reply ON mail (id) WHERE instr(evidence, '"claim":{"answers":') > 0;   -- what replies to a question of ours
CREATE INDEX exception_ever ON exception (unit, report, period);                 -- what was granted and taken back
