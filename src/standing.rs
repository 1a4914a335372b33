//! Every obligation of a period and where it stands: the board, as values.
