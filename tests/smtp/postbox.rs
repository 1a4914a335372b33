//! A queue in memory that survives what a disk would survive.

use std::collections::BTreeMap;
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use tiepnhan::delivery::{Outcome, Parcel};
use tiepnhan::letter::Priority;
use tiepnhan::outbox::{Cause, Claimed, Queue, Tally};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    Claimed,
    Sent,
    Failed,
}

#[derive(Debug, Clone)]
pub struct Row {
    pub parcel: Parcel,
    pub priority: Priority,
    pub state: State,
    pub attempts: u32,
    pub unknowns: u32,
    pub next: Timestamp,
    pub last: Timestamp,
}

#[derive(Default)]
pub struct Postbox {
    pub rows: Mutex<BTreeMap<i64, Row>>,
    /// As many of the next notes fail as if the disk were full.
    pub disk_full: Mutex<u32>,
}

impl Postbox {
    pub fn put(&self, id: i64, parcel: Parcel, priority: Priority, not_before: Timestamp) {
        let (attempts, unknowns) = (0, 0);
        let row =
            Row { parcel, priority, state: State::Waiting, attempts, unknowns, next: not_before, last: not_before };
        self.rows.lock().unwrap().insert(id, row);
    }

    pub fn row(&self, id: i64) -> Row {
        self.rows.lock().unwrap()[&id].clone()
    }

    pub fn states(&self) -> BTreeMap<i64, State> {
        self.rows.lock().unwrap().iter().map(|(id, row)| (*id, row.state)).collect()
    }

    fn write(&self) -> Result<(), String> {
        let mut left = self.disk_full.lock().unwrap();
        if *left == 0 {
            return Ok(());
        }
        *left -= 1;
        Err("database or disk is full".into())
    }
}

fn claimed(id: i64, row: &Row) -> Claimed {
    let (parcel, attempt, unknowns, priority) = (row.parcel.clone(), row.attempts, row.unknowns, row.priority);
    Claimed { id, parcel, attempt, unknowns, kind: "receipt".into(), priority, written: monday() }
}

impl Queue for Postbox {
    fn claim(&self, now: Timestamp) -> Result<Option<Claimed>, String> {
        let mut rows = self.rows.lock().unwrap();
        let due = rows.iter_mut().filter(|(_, row)| row.state == State::Waiting && row.next <= now);
        let Some((id, row)) = due.min_by_key(|(id, row)| (row.priority, **id)) else { return Ok(None) };
        row.state = State::Claimed;
        row.attempts += 1;
        Ok(Some(claimed(*id, row)))
    }

    fn settle(&self, id: i64, outcome: &Outcome, next: Option<Timestamp>, now: Timestamp) -> Result<(), String> {
        self.write()?;
        let mut rows = self.rows.lock().unwrap();
        let row = rows.get_mut(&id).unwrap();
        assert_eq!(row.state, State::Claimed, "settled without a claim: {id}");
        row.unknowns += u32::from(matches!(outcome, Outcome::Unknown { .. }));
        row.last = now;
        row.state = match (outcome, next) {
            (Outcome::Sent { .. }, _) => State::Sent,
            (_, Some(next)) => {
                row.next = next;
                State::Waiting
            }
            (_, None) => State::Failed,
        };
        Ok(())
    }

    fn postpone(&self, id: i64, until: Timestamp, _cause: &Cause, _now: Timestamp) -> Result<(), String> {
        self.write()?;
        let mut rows = self.rows.lock().unwrap();
        let row = rows.get_mut(&id).unwrap();
        assert_eq!(row.state, State::Claimed, "postponed without a claim: {id}");
        (row.state, row.next, row.attempts) = (State::Waiting, until, row.attempts - 1);
        Ok(())
    }

    fn unsettled(&self) -> Result<Vec<Claimed>, String> {
        let rows = self.rows.lock().unwrap();
        Ok(rows.iter().filter(|(_, row)| row.state == State::Claimed).map(|(id, row)| claimed(*id, row)).collect())
    }

    fn heed(&self, _most: Option<u64>, _now: Timestamp) -> Result<Vec<i64>, String> {
        Ok(Vec::new())
    }

    fn next_due(&self, _now: Timestamp) -> Result<Option<Timestamp>, String> {
        let rows = self.rows.lock().unwrap();
        Ok(rows.values().filter(|row| row.state == State::Waiting).map(|row| row.next).min())
    }

    fn tally(&self, since: Timestamp, address: &str) -> Result<Tally, String> {
        let rows = self.rows.lock().unwrap();
        let domain = |address: &str| address.rsplit('@').next().map(str::to_owned);
        let mut tally = Tally::default();
        for row in rows.values().filter(|row| (row.state == State::Sent || row.unknowns > 0) && row.last >= since) {
            tally.total += 1;
            tally.to_address += u32::from(row.parcel.to == address);
            tally.to_domain += u32::from(domain(&row.parcel.to) == domain(address));
        }
        Ok(tally)
    }
}

/// Monday, 08:00 in Vietnam.
pub fn monday() -> Timestamp {
    "2020-06-15T01:00:00Z".parse().unwrap()
}

pub fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}
