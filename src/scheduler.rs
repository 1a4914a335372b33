//! A tick becomes letters.
