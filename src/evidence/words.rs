//! Words for periods and kinds of report.
