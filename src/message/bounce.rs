//! Delivery reports: who was not reached, and for good?
