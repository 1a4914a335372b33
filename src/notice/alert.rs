//! What staff must hear at once.
