//! How Vietnamese is spelt by people and machines: one normal form, one folded form.

pub mod charset;
pub mod legacy;
