//! A mail inside a mail, as text and members.
