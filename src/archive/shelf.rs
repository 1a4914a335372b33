//! Where accepted files lie for people to browse: names that say what they are and that Windows takes.
