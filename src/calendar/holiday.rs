//! Public holidays of Vietnam, and the lunar calendar behind them.
