//! Codings from before Unicode: TCVN3, VNI, VIQR, and text that was decoded wrongly.
