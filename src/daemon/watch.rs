//! The office's files are read again when they change; a broken new file leaves the old rules in force.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch::Sender;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::ear::Ear;
use super::templates;
use crate::config::{self, Fingerprint, Loaded};
use crate::intake::Ground;
use crate::message::Sha256;
use crate::notice::alert;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(10);

/// Looks at the files until told to stop.
pub(super) async fn files(
    place: PathBuf,
    fingerprint: Fingerprint,
    ground: Sender<Arc<Ground>>,
    ear: Ear,
    stop: CancellationToken,
) {
    let mut seen = fingerprint;
    while stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
        let (at, known) = (place.clone(), seen.clone());
        let Ok(reloaded) = tokio::task::spawn_blocking(move || config::reload(&at, &known)).await else { continue };
        match reloaded {
            None => {}
            Some(Ok(loaded)) => {
                seen = loaded.fingerprint.clone();
                adopt(loaded, &ground);
            }
            Some(Err((faults, now))) => {
                seen = now;
                let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
                warn!(faults = faults.len(), "changed files have faults; the old ones stay in force");
                ear.alert(|_| alert::broken_file("cấu hình", Sha256::of(faults.concat().as_bytes()).as_str(), &faults));
            }
        }
    }
}

fn adopt(loaded: Loaded, ground: &Sender<Arc<Ground>>) {
    match templates(&loaded.config) {
        Ok(templates) => {
            info!(units = loaded.rules.roster.units.len(), "changed files are in force");
            ground.send_replace(Arc::new(Ground { rules: loaded.rules, templates }));
        }
        Err(failure) => warn!(%failure, "changed letters have faults; the old ones stay in force"),
    }
}
