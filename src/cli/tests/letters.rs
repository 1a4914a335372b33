//! The queue of letters: what staff see of it, try again, cancel, and stop as a whole.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::*;
use crate::clock::SetClock;
use crate::delivery::{Delivery, Outcome, maildir};
use crate::ledger::LetterQueue;
use crate::ledger::tests::letter;
use crate::letter::Purpose;
use crate::outbox::{Outbox, Queue as _};
use crate::scheduler;

const UNIT: &str = "vanphong@so-y-te.songlam.example";

impl World {
    fn queue(&self) -> LetterQueue {
        LetterQueue { ledger: self.desk().ledger, from: "khoagiao@tinhuy.songlam.example".to_owned() }
    }

    /// A receipt of some mail waits; its number.
    fn receipt(&self, mail: &str) -> i64 {
        let mut letter = letter(Purpose::Receipt(mail.to_owned()), UNIT);
        letter.unit = Some(crate::roster::UnitId::new("so-y-te").unwrap());
        let queue = self.queue();
        queue.ledger.write(|tx| tx.queue(&letter, None, self.now)).unwrap();
        let waiting = queue.ledger.read(|snapshot| snapshot.letters(crate::ledger::LetterState::Queued, self.now));
        waiting.unwrap().last().unwrap().id
    }

    /// The letter is tried now, and this is the end of the try.
    fn tried(&self, outcome: &Outcome) -> i64 {
        let queue = self.queue();
        let claimed = queue.claim(self.now).unwrap().unwrap();
        queue.settle(claimed.id, outcome, None, self.now).unwrap();
        claimed.id
    }

    /// A tick of the scheduler: how many letters it wrote.
    fn tick(&self) -> usize {
        let desk = self.desk();
        scheduler::tick(&desk.ledger, desk.rules(), desk.templates().unwrap(), self.now).unwrap().written.len()
    }

    /// The outbox sends what it may: how many letters left.
    pub fn sends(&self) -> u32 {
        let delivery = Delivery::Maildir(maildir::Drop::new(self.folder.path().join("thu-di")));
        let (alarms, _heard) = tokio::sync::mpsc::unbounded_channel();
        let settings = crate::daemon::wiring::outbox(&self.desk().config);
        let mut outbox =
            Outbox::new(Arc::new(self.queue()), delivery, Arc::new(SetClock::at(self.now)), settings, alarms);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(outbox.drain(&CancellationToken::new())).unwrap().sent
    }

    fn rows(&self, more: &[&str]) -> serde_json::Value {
        let (said, _) = self.types(&[&["outbox", "list", "--json"], more].concat());
        serde_json::from_str(&said).unwrap()
    }
}

fn gone() -> Outcome {
    Outcome::Never { why: "550 5.1.1 không có hộp thư này".to_owned(), code: Some(550), dead: true }
}

fn sent() -> Outcome {
    Outcome::Sent { reply: "250 2.0.0 Ok".to_owned() }
}

#[test]
fn an_empty_queue_says_so_and_how_much_may_leave() {
    let world = World::on("2024-06-18T09:00");
    assert_eq!(
        world.done(&["outbox", "list"]),
        "\
CHỜ GỬI: 0 thư

24 giờ qua: đã gửi 0 thư, giữ lại hoặc hủy 0 thư (xem: --state sent, dropped).
Mức gửi trong 24 giờ: đã dùng 0/400, còn 400 thư; trong đó thư nhắc còn 320.
"
    );
}

#[test]
fn a_paused_outbox_sends_nothing_and_loses_nothing() {
    let mut world = World::on("2024-06-18T09:00");
    world.receipt("ab");
    let said = world.done(&["outbox", "pause", "--why", "đổi máy chủ thư", "--by", "Nam"]);
    assert!(said.starts_with("Đã dừng gửi mọi thư; 1 thư đang chờ được giữ nguyên."), "{said}");
    world.receipt("cd");
    assert_eq!(world.queue().next_due(world.now).unwrap(), None);
    assert_eq!(world.sends(), 0);
    world.later("2024-06-18T10:00");
    let (said, code) = world.types(&["outbox", "list"]);
    assert_eq!(code, 1);
    assert!(said.starts_with("ĐANG DỪNG GỬI MỌI THƯ từ 09:00 18/6/2024 (Nam): đổi máy chủ thư.\n"), "{said}");
    assert!(said.contains("CHỜ GỬI: 2 thư"), "{said}");
    assert_eq!(world.rows(&[])["paused"]["by"], "Nam");
    let again = world.done(&["outbox", "pause", "--why", "khác", "--by", "Lan"]);
    assert!(again.contains("đã dừng từ trước") && again.contains("(Nam): đổi máy chủ thư"), "{again}");
    world.done(&["outbox", "resume", "--by", "Nam"]);
    assert_eq!(world.sends(), 2);
    let said = world.done(&["outbox", "resume", "--by", "Nam"]);
    assert!(said.starts_with("Không có lệnh dừng gửi nào"), "{said}");
    assert_eq!(
        world.journal(),
        ["Nam sending-paused installation: đổi máy chủ thư", "Nam sending-resumed installation: hết lý do dừng"]
    );
    world.assert_whole();
}

#[test]
fn a_pause_of_days_ends_without_the_letters_of_those_days() {
    let mut world = World::on("2024-06-17T09:00");
    assert!(world.tick() > 0);
    let waiting = world.rows(&[])["letters"].as_array().unwrap().len();
    world.done(&["outbox", "pause", "--why", "đổi máy chủ thư", "--by", "Nam"]);
    world.receipt("ab");
    // No tick of the scheduler in between: the daemon may have been away as well.
    world.later("2024-06-18T14:00");
    let said = world.done(&["outbox", "resume", "--by", "Nam"]);
    assert!(said.contains(&format!("{waiting} thư không còn đúng nên giữ lại")), "{said}");
    let rows = world.rows(&["--state", "dropped"]);
    assert_eq!(rows["letters"].as_array().unwrap().len(), waiting);
    assert!(rows["letters"][0]["last_reply"].as_str().unwrap().starts_with("đã qua "), "{rows}");
    assert_eq!(world.sends(), 1);
    world.assert_whole();
}

#[test]
fn a_backup_of_a_paused_ledger_needs_both_words_to_send() {
    let world = World::on("2024-06-18T09:00");
    world.receipt("ab");
    world.done(&["outbox", "pause", "--why", "x", "--by", "Nam"]);
    let file = daemon::ledger_file(&world.desk().config);
    let copy = world.folder.path().join("ban-sao.db");
    world.desk().ledger.backup(&copy).unwrap();
    std::fs::copy(&copy, &file).unwrap();
    let (said, code) = world.types(&["outbox", "resume"]);
    assert_eq!((code, said.contains("bản khôi phục")), (1, true), "{said}");
    assert_eq!(world.sends(), 0);
    world.done(&["outbox", "pause", "--why", "x", "--by", "Nam"]);
    world.done(&["restore", "--allow-sending", "--by", "Nam"]);
    assert_eq!(world.sends(), 0);
    world.done(&["outbox", "resume"]);
    assert_eq!(world.sends(), 1);
}

#[test]
fn a_failed_letter_is_shown_with_its_reason_and_tried_again() {
    let world = World::on("2024-06-18T09:00");
    world.receipt("ab");
    let id = world.tried(&gone()).to_string();
    let (said, code) = world.types(&["outbox", "list"]);
    assert_eq!(code, 1);
    assert!(said.contains("GỬI KHÔNG ĐƯỢC: 1 thư\n     1  Xác nhận tiếp nhận: “Xác nhận”\n"), "{said}");
    assert!(said.contains("→ Sở Y tế <vanphong@so-y-te.songlam.example>"), "{said}");
    assert!(said.contains("lý do: 550 5.1.1 không có hộp\n        thư này"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    let said = world.done(&["outbox", "retry", &id, "--by", "Nam"]);
    assert_eq!(said, "Thư số 1 được xếp lại để gửi trong vòng một phút.\n");
    assert_eq!(world.rows(&[])["letters"][0]["attempts"], 0);
    let said = world.refused(&["outbox", "retry", &id]);
    assert_eq!(said, "thư gửi đi số 1 đang chờ gửi, chương trình sẽ tự gửi (Nam, 9:00 ngày 18/6/2024)\n");
    assert_eq!(world.sends(), 1);
    // Now it is the program's doing, and nobody is named.
    let said = world.refused(&["outbox", "retry", &id]);
    assert_eq!(said, "thư gửi đi số 1 đã gửi xong; chương trình không gửi một thư hai lần\n");
    assert_eq!(world.journal().last().unwrap(), "Nam letter-retried letter 1: cán bộ yêu cầu gửi lại");
    let said = world.done(&["outbox", "show", &id]);
    assert!(said.contains("Thư số 1, xác nhận tiếp nhận. Đã gửi: lúc 09:00 18/6/2024; máy chủ:\n"), "{said}");
    assert!(said.contains("tiepnhan, thôi gửi: 550 5.1.1") && said.contains("Nam, gửi lại: "), "{said}");
}

#[test]
fn what_was_sent_is_never_sent_again_nor_cancelled() {
    let world = World::on("2024-06-18T09:00");
    world.receipt("ab");
    let id = world.tried(&sent()).to_string();
    let said = world.refused(&["outbox", "retry", &id]);
    assert_eq!(said, "thư gửi đi số 1 đã gửi xong; chương trình không gửi một thư hai lần\n");
    let said = world.refused(&["outbox", "cancel", &id, "--why", "x"]);
    assert_eq!(said, "thư gửi đi số 1 đã gửi xong, không hủy được\n");
    let said = world.refused(&["outbox", "retry", "7"]);
    assert_eq!(said, "không có thư gửi đi số 7 trong sổ\n");
    assert_eq!(world.journal(), Vec::<String>::new());
    let rows = world.rows(&["--state", "sent", "--unit", "so-y-te"]);
    assert_eq!((&rows["letters"][0]["state"], &rows["budget"]["used"]), (&"sent".into(), &1.into()));
    assert_eq!(world.rows(&["--state", "sent", "--unit", "so-gddt"])["letters"], serde_json::json!([]));
}

#[test]
fn a_letter_in_flight_is_left_alone() {
    let world = World::on("2024-06-18T09:00");
    let id = world.receipt("ab").to_string();
    world.queue().claim(world.now).unwrap().unwrap();
    assert!(world.refused(&["outbox", "cancel", &id, "--why", "x"]).contains("đang được gửi"));
    assert!(world.refused(&["outbox", "retry", &id]).contains("đang được gửi"));
    let said = world.done(&["outbox", "list"]);
    assert!(said.contains("ĐANG GỬI: 1 thư") && said.contains("        từ 09:00 18/6/2024, lần thứ 1\n"), "{said}");
}

#[test]
fn a_cancelled_reminder_is_not_written_again_that_day() {
    let world = World::on("2024-06-17T09:00");
    let written = world.tick();
    let rows = world.rows(&["--unit", "so-y-te"]);
    let id = rows["letters"][0]["letter"].to_string();
    assert_eq!(rows["letters"][0]["kind"], "reminder");
    let said = world.done(&["outbox", "cancel", &id, "--why", "đã gọi điện", "--by", "Nam"]);
    assert!(said.starts_with(&format!("Đã hủy thư số {id} gửi ")), "{said}");
    let said = world.refused(&["outbox", "cancel", &id, "--why", "đã gọi điện", "--by", "Nam"]);
    assert!(said.contains("hủy từ trước"), "{said}");
    assert!(world.refused(&["outbox", "retry", &id]).contains("không gửi nữa"));
    assert_eq!(world.tick(), 0);
    assert_eq!(world.sends() as usize, written - 1);
    assert_eq!(world.journal(), [format!("Nam letter-cancelled letter {id}: đã gọi điện")]);
    let said = world.done(&["outbox", "show", &id, "--text"]);
    assert!(said.starts_with("Từ:       ") && said.contains("\nTiêu đề:  "), "{said}");
    assert!(said.contains("  │ Kính gửi: ") && said.contains("Nam, hủy: đã gọi điện"), "{said}");
}

#[test]
fn an_old_reminder_is_not_tried_again() {
    let mut world = World::on("2024-06-17T09:00");
    world.tick();
    let queue = world.queue();
    let claimed = std::iter::from_fn(|| queue.claim(world.now).unwrap()).find(|letter| letter.kind == "reminder");
    let id = claimed.unwrap().id;
    queue.settle(id, &Outcome::Later { why: "452 đầy".to_owned(), quota: false }, None, world.now).unwrap();
    world.later("2024-06-18T09:00");
    let said = world.refused(&["outbox", "retry", &id.to_string()]);
    assert!(said.contains("không còn đúng nên không gửi lại: đã qua giờ làm việc của ngày lập thư"), "{said}");
}

#[test]
fn a_letter_given_up_is_named_until_somebody_has_seen_it() {
    let world = World::on("2024-06-18T09:00");
    world.receipt("ab");
    let id = world.tried(&gone()).to_string();
    let said = world.done(&["outbox", "show", &id]);
    assert!(said.contains("- 09:00 18/6/2024 lần 1, bị từ chối hẳn: 550 5.1.1 không có hộp thư này\n"), "{said}");
    let (said, _) = world.types(&["outbox", "show", &id, "--json"]);
    let shown: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&shown["tries"][0]["outcome"], &shown["tries"][0]["try"]), (&"never".into(), &1.into()));
    assert_eq!(world.types(&["outbox", "list"]).1, 1);
    let said = world.done(&["outbox", "seen", &id, "--why", "đã gọi điện", "--by", "Nam"]);
    assert!(said.starts_with("Đã ghi 1 thư gửi không được là đã xem"), "{said}");
    let said = world.done(&["outbox", "list"]);
    assert!(!said.contains("GỬI KHÔNG ĐƯỢC"), "{said}");
    let said = world.done(&["outbox", "list", "--state", "failed"]);
    assert!(said.contains("GỬI KHÔNG ĐƯỢC: 1 thư") && said.contains("Nam đã xem 09:00 18/6/2024"), "{said}");
    assert!(world.done(&["outbox", "seen", "--all"]).starts_with("Không có thư nào mới"));
    assert_eq!(world.journal().last().unwrap(), "Nam letter-seen letter 1: đã gọi điện");
    world.done(&["outbox", "retry", &id]);
    world.tried(&gone());
    assert_eq!(world.types(&["outbox", "list"]).1, 1, "it failed anew");
    assert!(world.refused(&["outbox", "seen", "7"]).contains("không có thư gửi đi số 7"));
    world.assert_whole();
}

#[test]
fn all_sending_is_stopped_before_the_program_first_runs() {
    let folder = tempfile::tempdir().unwrap();
    crate::config::sample::write("song-lam", folder.path()).unwrap();
    let world = World { folder, now: at("2024-06-18T08:00") };
    assert!(world.refused(&["outbox", "list"]).contains("chưa có sổ"));
    world.done(&["outbox", "pause", "--why", "chạy thử", "--by", "Nam"]);
    world.receipt("ab");
    assert_eq!(world.sends(), 0);
    world.done(&["outbox", "resume", "--by", "Nam"]);
    assert_eq!(world.sends(), 1);
}
