//! How long it takes to foresee a year of letters of an office with two hundred units, nothing ever arriving; and one
//! look at the clock in the middle of that year.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use jiff::civil::date;
use tiepnhan::letter::{Purpose, Templates};
use tiepnhan::notice::foresight;
use tiepnhan::notice::{self, Annex, Pen};
use tiepnhan::office::Rules;
use tiepnhan::roster::{Unit, UnitId};
use tiepnhan::standing::{self, BoardFacts, Filter};

/// Units of a large province.
const MANY: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rules = tiepnhan::config::load(&here.join("config/offices/song-lam"))
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?
        .rules;
    let mut rules = enlarged(&rules)?;
    rules.office.start_date = date(2027, 1, 1);
    let templates = Templates::shipped().map_err(|faults| format!("{faults:?}"))?;
    let at = |day: jiff::civil::Date, hour: i8| rules.office.time_zone.to_timestamp(day.at(hour, 0, 0, 0));
    let year = (at(date(2027, 1, 1), 0)?, at(date(2028, 1, 1), 0)?);
    let mut out = std::io::stdout();
    for (what, wanted) in [("no letter in words", false), ("every letter in words", true)] {
        let begin = Instant::now();
        let wanted = |_, _: &Purpose| wanted;
        let letters = foresight::foresee(&rules, BoardFacts::default(), &templates, year, &wanted, &mut Vec::new());
        writeln!(out, "a year, {what}: {} letters, {:.2?}", letters.len(), begin.elapsed())?;
    }
    let now = at(date(2027, 6, 18), 8)?;
    let begin = Instant::now();
    let pen = Pen { templates: &templates, annex: Annex::Without };
    let letters = notice::due(&rules, &BoardFacts::default(), pen, now, &mut Vec::new());
    writeln!(out, "one look: {} letters, {:.2?}", letters.len(), begin.elapsed())?;
    let begin = Instant::now();
    let filter = Filter { days: Some((date(2027, 1, 1), date(2027, 12, 31))), ..Filter::default() };
    let rows = standing::board(&rules, &BoardFacts::default(), &filter, now);
    writeln!(out, "the board of a year: {} rows, {:.2?}", rows.len(), begin.elapsed())?;
    Ok(())
}

/// The same rules with more units of the last one's kind.
fn enlarged(rules: &Rules) -> Result<Rules, Box<dyn Error>> {
    let mut large = rules.clone();
    let last = rules.roster.units.last().ok_or("an office without units")?;
    for number in rules.roster.units.len()..MANY {
        large.roster.units.push(Unit {
            id: UnitId::new(&format!("phuong-{number}"))?,
            name: format!("Đảng ủy phường Cẩm Lệ {number}"),
            addresses: vec![format!("phuong{number}@camle.example")],
            ..last.clone()
        });
    }
    Ok(large)
}
