//! What the subject and the body say.
