//! What is owed: every unit, report and period with its deadline.
