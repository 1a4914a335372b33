//! Evidence, decision and letters of one mail, in that order.
