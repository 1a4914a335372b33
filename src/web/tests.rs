//! The site asked as a browser asks it, without a network.
