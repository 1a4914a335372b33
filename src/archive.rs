//! Raw mails and accepted files on disk.
