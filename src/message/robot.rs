//! Signs that a machine wrote the mail.
