//! `send-notice`: each unit is told what it owes under a plan, or one report for one period, the plan attached. Shown
//! first; queued only when the person says yes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::log;
use super::preview::words;
use super::review::{known_unit, refused};
use crate::calendar::Period;
use crate::desk::{Desk, named};
use crate::failure::{Exit, Failure};
use crate::ledger::LedgerError;
use crate::letter::template::Fault;
use crate::letter::{Enclosure, Letter, wording};
use crate::notice::opening::{self, Scope, Told};
use crate::plan::{Plan, ReportId, paper};
use crate::roster::{GroupId, Unit, UnitId};

/// What is told, and to whom.
#[derive(Debug, Args)]
pub struct SendNotice {
    /// Mã kế hoạch (tên tệp trong thư mục kế hoạch, không có .toml, hoặc mã ghi trong tệp).
    #[arg(long, value_name = "MÃ")]
    plan: String,
    /// Chỉ loại báo cáo này, kèm --period. Không ghi: mọi báo cáo đơn vị còn phải gửi theo kế hoạch.
    #[arg(long, value_name = "MÃ", requires = "period")]
    report: Option<String>,
    /// Chỉ kỳ này: 2020-06, 2020-Q1, 2020-H1, 2020-9M, 2020.
    #[arg(long, value_name = "KỲ", requires = "report")]
    period: Option<String>,
    /// Tệp gửi kèm, ngoài văn bản kế hoạch và biểu mẫu ghi trong tệp kế hoạch; ghi nhiều lần được.
    #[arg(long, value_name = "TỆP")]
    attach: Vec<PathBuf>,
    /// Chỉ các đơn vị này (mã), cách nhau dấu phẩy hoặc dấu cách.
    #[arg(long, value_name = "MÃ", num_args = 1.., value_delimiter = ',')]
    unit: Vec<String>,
    /// Chỉ nhóm đơn vị này.
    #[arg(long, value_name = "MÃ", conflicts_with = "unit")]
    group: Option<String>,
    /// Xếp thư vào hàng chờ gửi. Không ghi: chỉ xem trước.
    #[arg(long)]
    yes: bool,
    /// Chỉ xem trước, không gửi gì (như khi không ghi --yes).
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
}

/// Who is told, and who is not.
#[derive(Default)]
struct Notices {
    letters: Vec<Letter>,
    queued: usize,
    before: Vec<String>,
    nothing: Vec<String>,
    in_review: Vec<String>,
    unreached: Vec<String>,
    faults: Vec<Fault>,
}

/// Runs the command.
///
/// # Errors
/// A plan, report, period, unit, group or file that does not exist; files too large for a letter; nobody to be told.
pub fn run(asked: &SendNotice, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let plan = plan(asked, desk)?;
    let scope = Scope { plan, of: of(asked, plan)? };
    let whom = Whom::of(asked, desk)?;
    let more = enclosures(asked, plan)?;
    let templates = desk.templates()?;
    let mut notices = Notices::default();
    let rules = desk.rules();
    desk.ledger
        .write(|tx| {
            let facts = tx.board(desk.now)?;
            for (unit, told) in opening::units(&scope, rules, &facts, desk.now) {
                if !whom.includes(unit, desk) {
                    continue;
                }
                let Some((to, rows)) = notices.sort(unit, told) else { continue };
                let told = (to.as_str(), rows.as_slice());
                let faults = &mut notices.faults;
                let writing = opening::Desk { rules, facts: &facts, templates, now: desk.now };
                let letter = opening::letter(unit, told, &scope, &more, &writing, faults);
                if let Some(letter) = letter {
                    if asked.yes && tx.queue(&letter, None, desk.now)? {
                        notices.queued = notices.queued.saturating_add(1);
                    }
                    notices.letters.push(letter);
                }
            }
            Ok::<_, LedgerError>(())
        })
        .map_err(refused)?;
    notices.say(asked.yes, &scope, desk, out)
}

impl Notices {
    /// Whom to write to, and what about; everybody else is listed.
    fn sort(&mut self, unit: &Unit, told: Told) -> Option<(String, Vec<crate::standing::Row>)> {
        let name = unit.name.clone();
        match told {
            Told::Now(to, rows) => return Some((to, rows)),
            Told::Before => self.before.push(name),
            Told::Nothing => self.nothing.push(name),
            Told::InReview => self.in_review.push(name),
            Told::NotReached => self.unreached.push(match &unit.phone {
                Some(phone) => format!("{name} (điện thoại {phone})"),
                None => name,
            }),
        }
        None
    }

    fn say(&self, sent: bool, scope: &Scope<'_>, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
        let others = [&self.before, &self.nothing, &self.in_review, &self.unreached];
        if self.letters.is_empty() && others.iter().all(|names| names.is_empty()) {
            return Err(Failure::input("không đơn vị nào còn phải gửi báo cáo trong phạm vi này; xem lệnh `board`"));
        }
        let what = match &scope.of {
            Some((report, period)) => crate::standing::grant::title(desk.rules(), report, *period),
            None => scope.plan.title.clone(),
        };
        let count = self.letters.len();
        if sent {
            writeln!(out, "{what}: đã xếp {:02} thư vào hàng chờ gửi.", self.queued)?;
        } else {
            writeln!(out, "{what}: sẽ gửi {count:02} thư, mỗi đơn vị một thư.")?;
        }
        self.when(desk, out)?;
        if let Some(letter) = self.letters.first().filter(|_| !sent) {
            writeln!(out, "\nThư đầu tiên, gửi {}\nTiêu đề: {}\n", letter.to, letter.subject)?;
            writeln!(out, "{}", words(&letter.mime.frame))?;
        }
        self.lists(out)?;
        for fault in &self.faults {
            writeln!(out, "Mẫu thư có lỗi, đã dùng mẫu có sẵn: {fault}")?;
        }
        if count > 0 && !sent {
            writeln!(out, "Chưa gửi gì. Để gửi, chạy lại lệnh này và thêm --yes.")?;
        }
        Ok(if self.unreached.is_empty() && self.faults.is_empty() { Exit::Fine } else { Exit::Attention })
    }

    fn when(&self, desk: &Desk, out: &mut dyn Write) -> Result<(), Failure> {
        let zone = &desk.rules().office.time_zone;
        let mut days: Vec<_> = self.letters.iter().filter_map(|letter| letter.not_before).collect();
        days.sort_unstable();
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(()) };
        let said = |at: &jiff::Timestamp| wording::moment(&at.to_zoned(zone.clone()));
        let (first, last) = (said(first), said(last));
        if first == last {
            writeln!(out, "Thư đi từ {first}.")?;
        } else {
            writeln!(out, "Thư đi từ {first}; đơn vị đã có thư khác trong ngày thì từ {last}.")?;
        }
        Ok(())
    }

    fn lists(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let lists = [
            ("Đã được thông báo từ trước, không gửi lại", &self.before),
            ("Không còn báo cáo phải gửi", &self.nothing),
            ("Có thư đang chờ kiểm tra, chưa gửi", &self.in_review),
            ("Chưa báo được bằng thư, cần gọi điện", &self.unreached),
        ];
        for (what, names) in lists.iter().filter(|(_, names)| !names.is_empty()) {
            writeln!(out, "{what} ({:02}): {}.", names.len(), names.join("; "))?;
        }
        Ok(())
    }
}

fn plan<'d>(asked: &SendNotice, desk: &'d Desk) -> Result<&'d Plan, Failure> {
    let plans = &desk.rules().plans.plans;
    let number = |plan: &&Plan| plan.id.as_str() == asked.plan || plan.number.as_deref() == Some(&asked.plan);
    plans.iter().find(number).ok_or_else(|| {
        let all = plans.iter().map(|plan| plan.id.as_str()).collect::<Vec<_>>().join(", ");
        Failure::input(format!("--plan: không có kế hoạch `{}`; các kế hoạch: {all}", asked.plan))
    })
}

fn of(asked: &SendNotice, plan: &Plan) -> Result<Option<(ReportId, Period)>, Failure> {
    let (Some(report), Some(period)) = (&asked.report, &asked.period) else { return Ok(None) };
    let known = plan.reports.iter().find(|known| known.id.as_str() == report);
    let report = known.ok_or_else(|| {
        let all = plan.reports.iter().map(|report| report.id.as_str()).collect::<Vec<_>>().join(", ");
        Failure::input(format!("--report: kế hoạch {} không có báo cáo `{report}`; có: {all}", plan.id))
    })?;
    Ok(Some((report.id.clone(), log::period(period)?)))
}

/// Which units are meant.
enum Whom {
    All,
    Units(Vec<UnitId>),
    Group(GroupId),
}

impl Whom {
    fn of(asked: &SendNotice, desk: &Desk) -> Result<Self, Failure> {
        if let Some(text) = &asked.group {
            return Ok(Self::Group(named::group(text, desk.rules())?));
        }
        if asked.unit.is_empty() {
            return Ok(Self::All);
        }
        let units = asked.unit.iter().map(|text| known_unit(desk, text)).collect::<Result<_, _>>();
        units.map(Self::Units).map_err(refused)
    }

    fn includes(&self, unit: &Unit, desk: &Desk) -> bool {
        let today = desk.rules().office.time_zone.to_datetime(desk.now).date();
        match self {
            Self::All => true,
            Self::Units(units) => units.contains(&unit.id),
            Self::Group(group) => unit.group_on(today) == group,
        }
    }
}

/// The files that the person adds; with the plan's own they must go into a letter.
fn enclosures(asked: &SendNotice, plan: &Plan) -> Result<Vec<Enclosure>, Failure> {
    let files = asked.attach.iter().map(|path| enclosure(path)).collect::<Result<Vec<_>, _>>()?;
    let own = plan.papers.iter().map(|paper| paper.bytes.len());
    let sum = own.chain(files.iter().map(|file| file.bytes.len())).fold(0_usize, usize::saturating_add);
    let sum = u64::try_from(sum).unwrap_or(u64::MAX);
    if sum > paper::LARGEST {
        return Err(Failure::input(format!(
            "các tệp kèm thư cộng lại {}, quá 7 MB; nhiều hộp thư cơ quan không nhận; hãy bỏ bớt hoặc nén tệp",
            wording::size(sum)
        )));
    }
    Ok(files)
}

fn enclosure(path: &Path) -> Result<Enclosure, Failure> {
    let size = fs::metadata(path).map(|meta| meta.len());
    let wrong = |what: &str| Failure::input(format!("--attach: {}: {what}", path.display()));
    match size {
        Err(_) => return Err(wrong("không có tệp này hoặc không có quyền đọc")),
        Ok(0) => return Err(wrong("tệp rỗng")),
        Ok(size) if size > paper::LARGEST => return Err(wrong("tệp quá 7 MB")),
        Ok(_) => {}
    }
    let bytes = fs::read(path).map_err(|error| wrong(&crate::failure::told(&error)))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let media_type = paper::Paper::named(&name).media_type().to_owned();
    Ok(Enclosure { name, media_type, bytes: bytes.into() })
}
