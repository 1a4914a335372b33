//! Everything an office sets: complete and valid, or a list of faults.
