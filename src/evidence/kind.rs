//! What kind of mail it is, from all its clues.

use super::{Claim, Clue, Ground, MailKind, Role, Source, Strength, intent, lesson};
use crate::dictionary::List;
use crate::spelling::tokens::{Gap, plain, says};

pub(super) fn of(ground: &Ground<'_>, clues: &[Clue], roles: &[Role]) -> MailKind {
    let header =
        |kind: MailKind| clues.iter().any(|clue| clue.source == Source::Header && clue.claim == Claim::Kind(kind));
    if header(MailKind::Own) {
        return MailKind::Own;
    }
    if header(MailKind::Bounce) {
        return MailKind::Bounce;
    }
    let known = clues.iter().any(|clue| {
        matches!(clue.source, Source::SenderAddress | Source::SenderDomain)
            && matches!(clue.claim, Claim::Unit(_) | Claim::Colleague)
    });
    // A document system or a list may deliver a real report; a vacation answer never carries one.
    let robot = &ground.message.robot;
    let answers = robot.wording.is_some()
        || robot.auto_submitted.as_deref().is_some_and(|value| value.eq_ignore_ascii_case("auto-replied"));
    // The system of an office that we do not know is for a person to look at, not to be lost.
    let possible = known || (!header(MailKind::Bulk) && !answers);
    // A document system's report that cannot be opened was still sent: a person must hear of it.
    let broken = known && !answers && has(roles, Role::Unreadable);
    let report = has(roles, Role::Report) || ground.typed.written.is_some();
    let delivers = possible && (report || broken) && calls_itself_report(clues);
    let ignored = lesson::kind_of_ignored(ground, clues, roles);
    if ignored == Some(MailKind::Submission) {
        return MailKind::Submission;
    }
    if !delivers {
        for kind in [MailKind::Bulk, MailKind::AutoReply] {
            if header(kind) {
                return kind;
            }
        }
    }
    if ignored.is_some() || (header(MailKind::Other) && !has(roles, Role::Report)) {
        return MailKind::Other;
    }
    of_person(ground, clues, roles, known)
}

fn has(roles: &[Role], role: Role) -> bool {
    roles.contains(&role)
}

fn calls_itself_report(clues: &[Clue]) -> bool {
    clues.iter().any(|clue| matches!(clue.claim, Claim::Report | Claim::Incident))
}

fn of_person(ground: &Ground<'_>, clues: &[Clue], roles: &[Role], known: bool) -> MailKind {
    let asks = |source: Source| {
        clues.iter().any(|clue| clue.source == source && clue.claim == Claim::Kind(MailKind::Question))
    };
    let files = intent::has_files(ground);
    let serious =
        roles.iter().any(|role| matches!(role, Role::Report | Role::Annex | Role::Unreadable | Role::Dangerous));
    let alarming = has(roles, Role::Dangerous) || has(roles, Role::Unreadable);
    // A letter, plan or invitation is itself, even when it asks for opinions.
    if !roles.is_empty() && !serious && (is_other_business(clues) || opens_as_other(ground, clues, known)) {
        return MailKind::Other;
    }
    if !known && !alarming && is_a_strangers(ground, clues, files) {
        return MailKind::Other;
    }
    // "Thư chúc Tết": the subject opens as something else, and nothing says that it is a report.
    let greeting = ground.subject().opens(List::NotReport) && !calls_itself_report(clues);
    if known && files && greeting && !alarming && !asks_anything(clues) {
        return MailKind::Other;
    }
    if asks(Source::Subject) || (asks(Source::Body) && !alarming) {
        return MailKind::Question;
    }
    // Our own circular, come back with the blank form that it brought: no unit's paper is in it.
    if files && is_our_circular(ground, clues) && !alarming {
        return MailKind::Own;
    }
    // A working list among ourselves.
    let written = ground.typed.written.is_some();
    if colleague(clues) && !has(roles, Role::Report) && !written && !alarming && !passes_on(clues) {
        return MailKind::Other;
    }
    if files {
        let meant = known || calls_itself_report(clues) || serious || colleague(clues);
        return if meant && !announces_other(ground, roles) { MailKind::Submission } else { MailKind::Other };
    }
    without_files(ground, clues, known)
}

/// Whether the documents are of other business, and the mail does not announce a report that they are not: a plan sent
/// by mistake under "Báo cáo tháng 5" must be seen, and so must a file that nobody has read.
fn is_other_business(clues: &[Clue]) -> bool {
    // "Số 188/BC-SYT" over "KẾ HOẠCH": one of the two is a slip, and only a person can tell which.
    let numbered = |attachment: Option<usize>| {
        let number =
            |claim: &Claim| matches!(claim, Claim::Numbered(number) if says(&plain(number), &["bc"]).is_some());
        clues.iter().any(|clue| clue.attachment == attachment && number(&clue.claim))
    };
    let titled = |clue: &Clue| clue.source == Source::Title && clue.claim == Claim::Kind(MailKind::Other);
    if clues.iter().any(|clue| titled(clue) && numbered(clue.attachment)) {
        return false;
    }
    let other =
        |source: Source| clues.iter().any(|clue| clue.claim == Claim::Kind(MailKind::Other) && clue.source == source);
    let said = |source: Source| clues.iter().any(|clue| clue.claim == Claim::Report && clue.source == source);
    let period = |source: Source| {
        clues
            .iter()
            .any(|clue| clue.source == source && matches!(clue.claim, Claim::Period(_) | Claim::YearlessPeriod(_)))
    };
    if other(Source::Title) {
        let announced = |source: Source| said(source) && period(source);
        return ![Source::Subject, Source::FileName, Source::Body].into_iter().any(announced);
    }
    other(Source::FileName) && !said(Source::Subject) && !said(Source::Body)
}

/// "Giấy mời họp báo cáo kết quả tháng 10": the subject opens as what the document is. From an office that we do not know,
/// perhaps one above us, a person should see what it says about reports.
fn opens_as_other(ground: &Ground<'_>, clues: &[Clue], known: bool) -> bool {
    const LETTERS: [&str; 3] = ["cv", "cong van", "v v"];
    const ADVERTS: [&str; 2] = ["thu moi", "bao gia"];
    let subject = ground.subject();
    let opens = |words: &[&str]| words.iter().any(|words| subject.words().starts_with(&format!(" {words} ")));
    let other = opens(&ADVERTS) || (known && (subject.opens(List::NotReport) || opens(&LETTERS)));
    other && clues.iter().any(|clue| clue.source == Source::Title && clue.claim == Claim::Kind(MailKind::Other))
}

/// What strangers send to anybody: offers, other languages, and a wish for a click that speaks of no report or unit ("Hộp thư
/// sẽ bị khóa, đăng nhập để gia hạn: http://…").
fn is_a_strangers(ground: &Ground<'_>, clues: &[Clue], files: bool) -> bool {
    // "Cho em hỏi lịch tập huấn ở http://… còn đúng không ạ?": whoever asks is answered by a person.
    let asks = || ground.own().has(List::Asks);
    let clicks = || ground.typed.own.contains("http") && is_about_nothing_of_ours(clues) && !asks();
    is_advert(ground, clues) || (!files && (is_in_another_language(ground, clues) || clicks()))
}

/// A stranger offers something, and nothing that came with it is headed as a report.
fn is_advert(ground: &Ground<'_>, clues: &[Clue]) -> bool {
    let headed = clues.iter().any(|clue| clue.source == Source::Title && clue.claim == Claim::Report);
    !headed && !colleague(clues) && ground.subject().has(List::Advert)
}

/// From the office's own mailbox, passed on from nobody, and no unit is named by letterhead, symbol, file name, subject or
/// outright in the text. A file that nobody could read may be what a unit handed in.
fn is_our_circular(ground: &Ground<'_>, clues: &[Clue]) -> bool {
    let from = ground.message.from.as_ref().map(|from| from.address.as_str());
    let own = from.is_some_and(|from| from == ground.rules.office.mailbox);
    let named = clues.iter().any(|clue| {
        let unit = match &clue.claim {
            Claim::Unit(_) | Claim::OneOf(_) => true,
            // "ĐẢNG ỦY XÃ/PHƯỜNG …": to be filled in.
            Claim::OtherIssuer(words) => !words.contains("...") && !words.contains('…') && !words.contains('/'),
            _ => false,
        };
        let told = clue.source == Source::Body && clue.strength >= Strength::Fair;
        unit && (told
            || matches!(clue.source, Source::Letterhead | Source::Symbol | Source::FileName | Source::Subject))
    });
    let read = ground.message.attachments.iter().all(|file| file.inline || !file.text.is_silent());
    own && read && !named && !passes_on(clues)
}

/// A stranger's text in another language: most of its words cannot be spoken as syllables of Vietnamese. No unit writes so.
fn is_in_another_language(ground: &Ground<'_>, clues: &[Clue]) -> bool {
    const FEWEST: usize = 8;
    let words = ground.own().tokens.iter().map(|token| token.folded.as_str());
    let words: Vec<&str> = words.filter(|word| word.chars().all(|c| c.is_ascii_alphabetic())).collect();
    let spoken = words.iter().filter(|word| crate::spelling::is_spoken(word)).count();
    !colleague(clues) && words.len() >= FEWEST && spoken.saturating_mul(2) < words.len()
}

fn asks_anything(clues: &[Clue]) -> bool {
    clues.iter().any(|clue| clue.claim == Claim::Kind(MailKind::Question))
}

fn passes_on(clues: &[Clue]) -> bool {
    clues.iter().any(|clue| clue.source == Source::Forwarded || clue.claim == Claim::Supplements)
}

fn colleague(clues: &[Clue]) -> bool {
    clues.iter().any(|clue| clue.claim == Claim::Colleague)
}

fn without_files(ground: &Ground<'_>, clues: &[Clue], known: bool) -> MailKind {
    let delivers = clues.iter().any(|clue| matches!(clue.claim, Claim::Nil | Claim::Missing | Claim::InText));
    let about_report = calls_itself_report(clues);
    // "Em gửi mật khẩu file báo cáo": no file is missing from it, and thanks at its end do not make it mere thanks.
    let reports = clues.iter().any(|clue| matches!(clue.claim, Claim::Nil | Claim::InText));
    if known && ground.facts.keys.given && !reports {
        return MailKind::Question;
    }
    if known && !delivers && is_courtesy(ground) && intent::is_answer(&ground.typed.subject) {
        return MailKind::Other;
    }
    if known && (delivers || about_report) {
        return if delivers { MailKind::Submission } else { MailKind::Question };
    }
    if known && opens_as_no_report(ground) && !intent::is_question(&ground.typed.own) && !asks_anything(clues) {
        return MailKind::Other;
    }
    if known {
        return if is_courtesy(ground) { MailKind::Other } else { MailKind::Question };
    }
    let names = |clue: &Clue| matches!(clue.claim, Claim::Unit(_) | Claim::OneOf(_));
    let names_unit = clues.iter().any(|clue| names(clue) && matches!(clue.source, Source::Subject | Source::Body));
    // A stranger's report in words, under the letterhead of a unit, is seen as one in a file is.
    if ground.typed.written.is_some() && clues.iter().any(|clue| names(clue) && clue.source == Source::Letterhead) {
        return MailKind::Submission;
    }
    let asks = asks_anything(clues);
    // Advertising asks too, and always wants a click.
    let clicks = ground.typed.own.contains("http");
    let thread = delivers && !ground.message.references.is_empty();
    if (asks && !clicks) || (about_report && (names_unit || thread)) || (!clicks && brings_figures(ground)) {
        return MailKind::Question;
    }
    MailKind::Other
}

/// "Giấy mời …"; and "Trường Chính trị tỉnh mời dự …", "[SYT] Thư chúc mừng": invitations and good wishes want nothing done,
/// whoever is named before them, where a notice or a plan under a unit's name may.
fn opens_as_no_report(ground: &Ground<'_>) -> bool {
    let subject = ground.subject();
    if subject.opens(List::NotReport) {
        return true;
    }
    let first = subject.tokens.first().map_or(0, |token| token.range.start);
    let Some(named) = subject.named(ground).iter().find(|named| named.range.start == first) else { return false };
    let behind = subject.tokens.partition_point(|token| token.range.start < named.range.end);
    let token = |at: usize| subject.tokens.get(at);
    // "Trường Chính trị tỉnh Hà Xuyên: …": the province goes with the name, up to the next mark.
    let province = token(behind).is_some_and(|token| token.is("tinh"));
    let marked = |at: &usize| token(*at).is_some_and(|token| token.gap >= Gap::Dash);
    let at = if province { (behind..subject.tokens.len()).find(marked) } else { Some(behind) };
    let start = at.and_then(|at| subject.plain.starts.get(at));
    let kind =
        |phrase: &str| says(&plain(phrase), &["moi", "gm", "chuc", "chuc mung", "thiep", "thu cam on"]).is_some();
    let wants = says(ground.own().words(), &["de nghi", "xac nhan", "phan hoi", "tra loi", "cho y kien"]).is_some();
    let opened = |start: &usize| subject.said.of(List::NotReport).any(|hit| hit.start == *start && kind(hit.phrase));
    !wants && start.is_some_and(opened)
}

/// A person sends figures in words, though nobody knows for whom: "so lieu: So truong chuan: 41. …". Not who sells.
fn brings_figures(ground: &Ground<'_>) -> bool {
    const FEWEST: usize = 2;
    let (subject, body) = (ground.subject(), ground.own());
    let called = [subject, body].iter().any(|line| says(line.words(), &["so lieu", "thong ke", "tong hop"]).is_some());
    let figures = body.text.split_whitespace().filter(|word| is_figure(word)).count();
    called && figures >= FEWEST && !subject.has(List::Advert) && !body.has(List::Advert)
}

/// A number that counts something: neither a day, nor a telephone.
fn is_figure(word: &str) -> bool {
    const TELEPHONE: usize = 8;
    let word = word.trim_matches(|c: char| !c.is_ascii_digit());
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let day = word.split('/').count() > 1 && word.split('/').all(|part| part.len() <= 2);
    (1..TELEPHONE).contains(&digits) && !day && !word.contains(':')
}

fn is_about_nothing_of_ours(clues: &[Clue]) -> bool {
    let ours = |claim: &Claim| {
        matches!(
            claim,
            Claim::Unit(_) | Claim::OneOf(_) | Claim::Resembles(_) | Claim::Report | Claim::Period(_) | Claim::Missing
        )
    };
    !colleague(clues) && !clues.iter().any(|clue| ours(&clue.claim) || clue.source == Source::Thread)
}

/// "Em cảm ơn chị ạ": nothing to do. A letter of thanks says so in its subject, and may be longer.
fn is_courtesy(ground: &Ground<'_>) -> bool {
    let body = ground.own();
    let thanks = ground.subject().has(List::Courtesy);
    body.words().len() < if thanks { 800 } else { 200 } && !intent::is_question(body.text) && body.has(List::Courtesy)
}

/// Scanned files under a subject that announces an invitation or a plan, and no report.
fn announces_other(ground: &Ground<'_>, roles: &[Role]) -> bool {
    let subject = ground.subject();
    let other = subject.has(List::NotReport);
    let unread = ground.message.attachments.iter().all(|file| file.text.is_silent());
    let report = subject.has(List::Report);
    other && !report && unread && !has(roles, Role::Dangerous) && !has(roles, Role::Unreadable)
}
