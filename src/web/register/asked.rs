//! What the address of the register asks for: filters as they were chosen and typed.

use jiff::civil::Date;
use serde::Deserialize;

use super::super::guard::form_pair;
use crate::desk::named;
use crate::dossier::selection::CHANNELS;
use crate::dossier::{Number, Selection, Sought, Stood, Whose};
use crate::office::Rules;

/// What stands before the key of a group among the units.
const GROUP: &str = "nhom:";

/// The fields of the form, as typed; what is empty asks for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Asked {
    /// Words.
    pub tim: String,
    /// Year of the register.
    pub nam: String,
    /// A unit, or `nhom:` and a group.
    #[serde(rename = "don-vi")]
    pub don_vi: String,
    /// A kind of report.
    pub loai: String,
    /// A period.
    pub ky: String,
    /// How it stood to its date.
    pub tt: String,
    /// How it came.
    pub kenh: String,
    /// From this day on.
    pub tu: String,
    /// To this day.
    pub den: String,
    /// "1": only what still stands.
    pub con: String,
    /// "1": words anywhere in a text.
    pub roi: String,
    /// Only lines before this one: "2020-147".
    pub sau: String,
    /// "1": everything on one sheet, to print.
    #[serde(rename = "in")]
    pub sheet: String,
}

impl Asked {
    /// What is meant.
    ///
    /// # Errors
    /// What cannot be understood, each in a sentence.
    pub fn selection(&self, rules: &Rules, today: Date) -> Result<Selection, Vec<String>> {
        let mut faults = Vec::new();
        let selection = Selection {
            year: taken(&self.nam, &mut faults, |text| {
                text.parse().map_err(|_| format!("Năm `{text}` không đúng; ghi như 2020."))
            }),
            whose: taken(&self.don_vi, &mut faults, |text| whose(text, rules)),
            report: taken(&self.loai, &mut faults, |text| {
                crate::plan::ReportId::new(text).map_err(|_| format!("Không có loại báo cáo `{text}`."))
            }),
            period: taken(&self.ky, &mut faults, |text| named::period(text).map_err(|why| sentence(&why.to_string()))),
            stood: taken(&self.tt, &mut faults, |text| {
                let known = Stood::ALL.into_iter().find(|stood| stood.key() == text);
                known.ok_or_else(|| format!("Không có tình trạng `{text}`."))
            }),
            channel: taken(&self.kenh, &mut faults, |text| {
                let known = CHANNELS.into_iter().find(|(_, key, _)| *key == text);
                known.map(|(channel, ..)| channel).ok_or_else(|| format!("Không có cách nhận `{text}`."))
            }),
            from: taken(&self.tu, &mut faults, |text| {
                named::typed_day(text, today).map_err(|why| format!("Từ ngày: {why}."))
            }),
            to: taken(&self.den, &mut faults, |text| {
                named::typed_day(text, today).map_err(|why| format!("Đến ngày: {why}."))
            }),
            standing: !self.con.is_empty(),
            sought: Sought::typed(&self.tim),
            loose: !self.roi.is_empty(),
        };
        if selection.from.zip(selection.to).is_some_and(|(from, to)| from > to) {
            faults.push("Ngày đầu ở sau ngày cuối.".to_owned());
        }
        if faults.is_empty() { Ok(selection) } else { Err(faults) }
    }

    /// The line before which the page begins.
    pub fn before(&self) -> Option<Number> {
        let (year, number) = self.sau.split_once('-')?;
        Some((year.parse().ok()?, number.parse().ok()?))
    }

    /// Whether something beside words and year is asked for.
    pub fn filters(&self) -> bool {
        [&self.don_vi, &self.loai, &self.ky, &self.tt, &self.kenh, &self.tu, &self.den, &self.con]
            .iter()
            .any(|field| !field.is_empty())
    }

    /// The address that asks for the same with other fields: `?nam=2020&tim=y%20te`.
    pub fn address(&self, others: &[(&str, &str)]) -> String {
        let own = [
            ("tim", self.tim.as_str()),
            ("nam", &self.nam),
            ("don-vi", &self.don_vi),
            ("loai", &self.loai),
            ("ky", &self.ky),
            ("tt", &self.tt),
            ("kenh", &self.kenh),
            ("tu", &self.tu),
            ("den", &self.den),
            ("con", &self.con),
            ("roi", &self.roi),
        ];
        let kept = own.into_iter().filter(|(name, _)| !others.iter().any(|(other, _)| other == name));
        let pairs = kept.chain(others.iter().copied()).filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(name, value)| form_pair(name, value)).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

/// A field that may be empty.
fn taken<T>(text: &str, faults: &mut Vec<String>, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
    match text.trim() {
        "" => None,
        text => read(text).map_err(|fault| faults.push(fault)).ok(),
    }
}

fn whose(text: &str, rules: &Rules) -> Result<Whose, String> {
    match text.strip_prefix(GROUP) {
        Some(group) => named::group(group, rules).map(Whose::Group).map_err(|why| sentence(&why.to_string())),
        // A unit that the list no longer has still has its lines.
        None => match crate::roster::UnitId::new(text) {
            Ok(unit) => Ok(Whose::Unit(unit)),
            Err(_) => named::unit(text, rules).map(Whose::Unit).map_err(|why| sentence(&why.to_string())),
        },
    }
}

fn sentence(why: &str) -> String {
    let mut sentence = crate::letter::wording::upper_first(why);
    if !sentence.ends_with(['.', '?']) {
        sentence.push('.');
    }
    sentence
}
