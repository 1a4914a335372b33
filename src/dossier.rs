//! What staff take away: the register and the board as tables.
