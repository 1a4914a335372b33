//! What systemd is told: ready, alive, what we are doing. Without systemd nothing happens.

use sd_notify::NotifyState;

/// Everything is open.
pub fn ready() {
    let _ = sd_notify::notify(&[NotifyState::Ready]);
}

/// We were asked to stop.
pub fn stopping() {
    let _ = sd_notify::notify(&[NotifyState::Stopping]);
}

/// We are alive; one line for `systemctl status`.
pub fn alive(status: &str) {
    let _ = sd_notify::notify(&[NotifyState::Watchdog, NotifyState::Status(status)]);
}
