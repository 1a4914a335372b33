//! Opens everything, runs the three sentences, stops cleanly.
