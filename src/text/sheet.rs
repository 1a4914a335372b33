//! Workbooks, as rows of cells.
