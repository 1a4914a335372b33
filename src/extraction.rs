//! Attachments are opened in a worker process that can die alone.
