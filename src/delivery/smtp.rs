//! SMTP, phase by phase.
