//! How values of the domain stand in columns: moments as milliseconds, enums and keys by their written words.

use jiff::Timestamp;
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::calendar::deadline::Timeliness;

/// A moment, as milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ms(pub Timestamp);

impl ToSql for Ms {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_millisecond().into())
    }
}

impl FromSql for Ms {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Timestamp::from_millisecond(value.as_i64()?).map(Ms).map_err(FromSqlError::other)
    }
}

/// A value that serde writes as one string: an enum without fields, an identifier, a period, a hash.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<T>(pub T);

impl<T: Serialize> ToSql for Word<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match serde_json::to_value(&self.0) {
            Ok(serde_json::Value::String(word)) => Ok(word.into()),
            Ok(other) => Err(rusqlite::Error::ToSqlConversionFailure(format!("not one word: {other}").into())),
            Err(error) => Err(rusqlite::Error::ToSqlConversionFailure(error.into())),
        }
    }
}

impl<T: DeserializeOwned> FromSql for Word<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = serde_json::Value::String(value.as_str()?.to_owned());
        serde_json::from_value(word).map(Word).map_err(FromSqlError::other)
    }
}

/// How an arrival stood to its date; none for reports without one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stood(pub Option<Timeliness>);

impl ToSql for Stood {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            None => "no-date".into(),
            Some(Timeliness::OnTime) => "on-time".into(),
            Some(Timeliness::OnDueDay) => "on-due-day".into(),
            Some(Timeliness::Late { days }) => format!("late:{days}").into(),
        })
    }
}

impl FromSql for Stood {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Stood(match value.as_str()? {
            "no-date" => None,
            "on-time" => Some(Timeliness::OnTime),
            "on-due-day" => Some(Timeliness::OnDueDay),
            text => {
                let days = text.strip_prefix("late:").ok_or(FromSqlError::InvalidType)?;
                Some(Timeliness::Late { days: days.parse().map_err(FromSqlError::other)? })
            }
        }))
    }
}

/// A size or an index; SQLite's integers are signed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Count<T>(pub T);

impl<T: Copy + TryInto<i64>> ToSql for Count<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let number =
            self.0.try_into().map_err(|_| rusqlite::Error::ToSqlConversionFailure("number too large".into()))?;
        Ok(number.into())
    }
}

impl<T: TryFrom<i64>> FromSql for Count<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = value.as_i64()?;
        T::try_from(number).map(Count).map_err(|_| FromSqlError::OutOfRange(number))
    }
}
