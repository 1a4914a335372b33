//! A line of the register set right from its own page. What writes a letter to the unit shows it first.

use std::collections::BTreeSet;

use minijinja::{Value, context};
use serde::Serialize;

use super::super::Look;
use super::super::answer::Refusal as Refused;
use super::super::flash::Flash;
use super::super::guard::Posted;
use super::super::obligation::Drafts;
use super::super::pages::{file_name, value};
use super::super::review::{choices, what};
use super::super::tried::Tried;
use super::line::address;
use crate::decision::Relation;
use crate::desk::correct::{self, Amended, Amendment, Deed};
use crate::desk::{Field, Refusal, Said, named, queue};
use crate::dossier::amendment::Change;
use crate::dossier::register::{number_name, standing};
use crate::dossier::{Line, Number};
use crate::standing::grant;

/// What a form led to.
pub(super) enum Outcome {
    /// It is done; where to look at it.
    Done(Flash, String),
    /// What would be done and sent, for the person to look at.
    Shown(Drafts),
    /// The person wants to change what was typed.
    Back,
}

/// How a line may stand to what came before: what the form says, what it means, in words.
const RELATIONS: [(&str, Relation, &str); 5] = [
    ("dau", Relation::First, "bản đầu tiên"),
    ("thay", Relation::Replacement, "bản thay thế"),
    ("bo-sung", Relation::Supplement, "bản bổ sung"),
    ("trung", Relation::Duplicate, "bản trùng"),
    ("khong", Relation::Nil, "không phát sinh"),
];

/// Does what the form says to a line, or shows what it would do.
///
/// # Errors
/// Why not, for the person who reads the form.
pub(super) fn done(look: &Look<'_>, number: Number, posted: &Posted) -> Result<Outcome, Refusal> {
    if posted.text("buoc") == Some("sua") {
        return Ok(Outcome::Back);
    }
    let line = look.desk.ledger.read(|snapshot| snapshot.line(number))?;
    let deed = deed(look, &line, posted)?;
    let said = Said::new(&posted.who.account.full_name, posted.text("ly-do").unwrap_or_default())?;
    let asked = Amendment { number, quiet: posted.has("im-lang"), said };
    if posted.text("buoc") != Some("lam") {
        let amended = correct::preview(&look.desk, &asked, &deed)?;
        let (title, button) = names(&deed);
        let drafts = Drafts::of_letters(title.to_owned(), button, &amended.told.letters, look);
        return Ok(Outcome::Shown(drafts.with(become_words(look, &deed, &amended), remarks(look, &amended))));
    }
    let amended = correct::amend(&look.desk, &asked, &deed)?;
    let there = address(amended.lines.first().map_or(number, |line| line.number));
    let text = format!("{} {}", did(look, (number, &deed), &amended), remarks(look, &amended).join(" "));
    let flash = Flash::done(format!("{} {}", text.trim(), told(&amended)));
    let undo = [("viec", "hoan-tac"), ("buoc", "lam"), ("ly-do", "hoàn tác, ghi nhầm")];
    let flash = if deed == Deed::Undo { flash } else { flash.undoable(&there, "Hoàn tác", &undo) };
    Ok(Outcome::Done(flash, there))
}

/// What a form asks for.
fn deed(look: &Look<'_>, line: &Line, posted: &Posted) -> Result<Deed, Refusal> {
    match posted.text("viec") {
        Some("sua") => {
            let received = posted.text("nhan-luc").filter(|typed| *typed != local(look, line));
            let received = received.map(|text| named::typed_moment(text, look.today())).transpose();
            let received = received.map_err(|why| Refusal::Wrong(Field::Received, why))?;
            let relation = posted.text("quan-he");
            let relation = RELATIONS.iter().find(|(key, ..)| Some(*key) == relation).map(|(_, relation, _)| *relation);
            Ok(Deed::Correct(Change {
                received_at: received.map(|local| correct::moment(&look.desk, local)).transpose()?,
                relation,
                ..change(look, posted)?
            }))
        }
        Some("huy") => Ok(Deed::Withdraw),
        Some("gop") => {
            let into = posted.text("vao-so").ok_or(Refusal::Missing(Field::Number))?;
            Ok(Deed::Merge(correct::number(&look.desk, into)?))
        }
        Some("tach") => {
            let ticked = posted.fields.iter().filter_map(|(name, _)| name.strip_prefix("tep-")?.parse().ok());
            let files: BTreeSet<usize> = ticked.collect();
            if files.is_empty() {
                return Err(Refusal::Missing(Field::Files));
            }
            Ok(Deed::Split(files, change(look, posted)?))
        }
        Some("hoan-tac") => Ok(Deed::Undo),
        _ => Err(Refusal::Impossible("không rõ việc cần làm; hãy mở lại trang".to_owned())),
    }
}

/// Another unit, report, period.
fn change(look: &Look<'_>, posted: &Posted) -> Result<Change, Refusal> {
    let rules = look.rules();
    let unit = posted.text("don-vi").ok_or(Refusal::Missing(Field::Unit))?;
    let what = posted.text("bao-cao").and_then(|what| what.split_once(' '));
    let (report, period) = what.ok_or(Refusal::Missing(Field::Report))?;
    Ok(Change {
        unit: Some(named::unit(unit, rules)?),
        report: Some(named::report(report, rules)?),
        period: Some(named::period(period)?),
        ..Change::default()
    })
}

fn names(deed: &Deed) -> (&'static str, &'static str) {
    match deed {
        Deed::Correct(_) => ("Sửa số này", "Sửa"),
        Deed::Withdraw => ("Hủy số này", "Hủy số"),
        Deed::Merge(_) => ("Gộp vào số khác", "Gộp"),
        Deed::Split(..) => ("Tách thành hai số", "Tách"),
        Deed::Undo => ("Hoàn tác", "Hoàn tác"),
    }
}

/// What the register would say; the numbers are given when it is done.
fn become_words(look: &Look<'_>, deed: &Deed, amended: &Amended) -> Vec<String> {
    let lines = amended.lines.iter().map(|line| described(look, line));
    match deed {
        Deed::Withdraw => vec!["Số này sẽ không còn hiệu lực; dòng cũ vẫn giữ trong sổ.".to_owned()],
        Deed::Split(..) => lines.map(|words| format!("Sẽ thành một số mới: {words}")).collect(),
        _ => lines.map(|words| format!("Sẽ thay bằng số mới: {words}")).collect(),
    }
}

fn did(look: &Look<'_>, (number, deed): (Number, &Deed), amended: &Amended) -> String {
    let old = number_name(number);
    let new: Vec<String> = amended
        .lines
        .iter()
        .map(|line| format!("số {}: {}", number_name(line.number), described(look, line)))
        .collect();
    let new = new.join("; ");
    match deed {
        Deed::Correct(_) => format!("Đã thay số {old} bằng {new}."),
        Deed::Withdraw => format!("Đã hủy số {old}."),
        Deed::Merge(into) => format!("Đã gộp số {old} vào số {}, thành bản bổ sung {new}.", number_name(*into)),
        Deed::Split(..) => format!("Đã tách số {old} thành {new}."),
        Deed::Undo => format!("Đã hoàn tác, nay là {new}."),
    }
}

/// "Sở Y tế; Báo cáo tháng 5 năm 2020; đúng hạn".
fn described(look: &Look<'_>, line: &Line) -> String {
    let (unit, title) = (grant::name(look.rules(), &line.unit), grant::title(look.rules(), &line.report, line.period));
    format!("{unit}; {title}; {}", standing(line))
}

/// What must be known beside.
fn remarks(look: &Look<'_>, amended: &Amended) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(mail) = amended.waits {
        remarks.push(format!("Thư {mail} trở lại danh sách cần kiểm tra."));
    }
    let parts = amended.undone.iter().flat_map(|undone| &undone.withdrawn);
    remarks.extend(parts.map(|part| format!("Số {} đã tách ra được hủy.", number_name(*part))));
    remarks.extend(
        amended.untaught.iter().map(|row| format!("Điều đã ghi nhớ (“{}”) được bỏ.", row.lesson.taught.words())),
    );
    if let Some(orphan) = &amended.orphan {
        let (number, words) = (number_name(orphan.number), described(look, orphan));
        remarks.push(format!("Số {number} ({words}) nay là bản đầu tiên; hãy sửa số ấy nếu cần."));
    }
    if !amended.told.unreached.is_empty() {
        remarks.push(format!("Không báo được bằng thư, cần gọi điện: {}.", amended.told.unreached.join(", ")));
    }
    if !amended.told.faults.is_empty() {
        remarks.push("Mẫu thư của cơ quan có lỗi; thư dùng mẫu có sẵn của chương trình.".to_owned());
    }
    if amended.off_shelf.is_some() {
        remarks.push("Bản sao tệp sẽ được xếp vào kho khi chương trình khởi động lại.".to_owned());
    }
    remarks
}

/// Who is told, in a sentence.
pub(in crate::web) fn told(amended: &Amended) -> String {
    let to: Vec<&str> = amended.told.letters.iter().map(|letter| letter.to.as_str()).collect();
    match to.as_slice() {
        [] if amended.told.receipt => "Thư xác nhận chưa gửi đi nên được giữ lại.".to_owned(),
        [] if amended.told.taken_back => "Thư đính chính chưa gửi, đã rút lại.".to_owned(),
        [] => "Không có thư nào gửi đi.".to_owned(),
        to if amended.told.receipt => format!("Thư xác nhận đã xếp để gửi {}.", to.join(", ")),
        to => format!("Thư đính chính đã xếp để gửi {}.", to.join(", ")),
    }
}

/// The moment of receipt as a field of a form has it.
fn local(look: &Look<'_>, line: &Line) -> String {
    let zone = &look.rules().office.time_zone;
    zone.to_datetime(line.received_at).strftime("%H:%M %-d/%-m/%Y").to_string()
}

#[derive(Debug, Serialize)]
struct FileTick {
    place: usize,
    name: String,
    ticked: bool,
}

/// The forms, with what was typed in the one that was refused.
pub(super) fn view(look: &Look<'_>, line: &Line, tried: &Tried) -> Result<Value, Refused> {
    let rules = look.rules();
    let typed = |deed: &str, field: &str| tried.typed.get(field).filter(|_| tried.deed == deed).cloned();
    let day = look.desk.day(line.received_at);
    let facts = queue::facts_around(&look.desk, [line.period], day)?;
    let form = |deed: &str| {
        let unit = typed(deed, "don-vi").unwrap_or_else(|| grant::name(rules, &line.unit));
        let chosen = typed(deed, "bao-cao").unwrap_or_else(|| what(line.report.as_str(), line.period));
        let id = named::unit(&unit, rules).ok();
        let (owed, others) = choices(look, &facts, (id.as_ref(), day), &chosen);
        context! { unit, owed => value(&owed), others => value(&others) }
    };
    let tick = |(place, file): (usize, &crate::dossier::LineFile)| FileTick {
        place,
        name: file_name(&file.name, 100),
        ticked: tried.deed == "tach" && tried.typed.contains_key(&format!("tep-{place}")),
    };
    let relation = typed("sua", "quan-he").unwrap_or_default();
    let relations = RELATIONS.into_iter().map(|(key, _, words)| context! { key, words, chosen => key == relation });
    let undoes =
        line.corrected_by.is_none() && (line.revoked.is_some() || line.corrects.is_some() || line.split_from.is_some());
    Ok(context! {
        path => address(line.number),
        stands => line.stands(),
        undoes,
        splits => line.files.len() > 1,
        sua => form("sua"),
        tach => form("tach"),
        received => typed("sua", "nhan-luc").unwrap_or_else(|| local(look, line)),
        relations => relations.collect::<Vec<_>>(),
        files => value((1..).zip(&line.files).map(tick).collect::<Vec<_>>()),
        units => rules.roster.on(day).map(|unit| unit.name.clone()).collect::<Vec<_>>(),
    })
}
