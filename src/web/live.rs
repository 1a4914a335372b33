//! What happens meanwhile: pages that are open hear that something was entered, and fetch themselves anew.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use tokio::time::MissedTickBehavior;

use super::Shared;
use super::answer::Refusal;
use super::guard::Who;

/// How often the ledger is asked; people do not notice less, and one question takes microseconds.
const EVERY: Duration = Duration::from_secs(2);
/// A silent connection is spoken on, so that nothing between closes it.
const ALIVE: Duration = Duration::from_secs(25);

/// Tells each time that the journal has grown, whoever wrote in it: this process, another, a command.
pub(super) async fn news(
    State(site): State<Shared>,
    _: Who,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Refusal> {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let stream = stream::unfold((site, ticks, None), |(site, mut ticks, mut known)| async move {
        loop {
            tokio::select! {
                () = site.stopping.cancelled() => return None,
                _ = ticks.tick() => {}
            }
            let asked = Shared::clone(&site);
            let newest =
                tokio::task::spawn_blocking(move || asked.ledger.read(|snapshot| snapshot.journal_end())).await;
            let Ok(Ok(newest)) = newest else { continue };
            if known.replace(newest) != Some(newest) {
                let event = Event::default().event("so").data(newest.to_string());
                return Some((Ok(event), (site, ticks, known)));
            }
        }
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(ALIVE)))
}
