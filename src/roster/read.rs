//! A roster from a workbook or a csv file.
