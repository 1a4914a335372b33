//! Scenes.

use jiff::civil::date;

use super::*;

fn unit(id: &str, name: &str, group: &str) -> Unit {
    Unit::new(UnitId::new(id).unwrap(), name, GroupId::new(group).unwrap())
}

#[test]
fn a_renamed_unit_has_the_name_and_group_of_the_day() {
    let mut unit = unit("cong-thuong", "Sở Công Thương", "so");
    unit.validity.from = Some(date(2005, 1, 1));
    unit.former = vec![Former {
        name: "Sở Công nghiệp".into(),
        symbols: vec![],
        aliases: vec![],
        addresses: vec![],
        domains: vec![],
        group: GroupId::new("nganh").unwrap(),
        validity: Validity { from: Some(date(2005, 1, 1)), to: Some(date(2008, 3, 31)) },
    }];
    let on = |day| (unit.name_on(day), unit.group_on(day).as_str());
    assert_eq!(on(date(2008, 3, 31)), ("Sở Công nghiệp", "nganh"));
    assert_eq!(on(date(2008, 4, 1)), ("Sở Công Thương", "so"));
    assert_eq!(on(date(2001, 1, 1)), ("Sở Công nghiệp", "nganh"), "before its first day the nearest holds");
}

/// "khoi" split into "dang" and "ubnd"; "tnmt" and "nnptnt" became "nnmt", and that "moi-truong" from 2027 on;
/// "du-lich" ended; "ldtbxh" split, and its part "noi-vu" ended too.
fn roster() -> Roster {
    let line = |id: &str, from: Option<Date>, to: Option<Date>, heirs: &[(&str, &str)]| {
        let heir = |(unit, field): &(&str, &str)| Succession {
            unit: UnitId::new(unit).unwrap(),
            fields: field.split(',').filter(|field| !field.is_empty()).map(str::to_owned).collect(),
        };
        let validity = Validity { from, to };
        Unit { validity, successors: heirs.iter().map(heir).collect(), ..unit(id, id, "so") }
    };
    let (end, new) = (Some(date(2025, 2, 28)), Some(date(2025, 3, 1)));
    Roster {
        groups: vec![],
        units: vec![
            line("tnmt", None, end, &[("nnmt", "")]),
            line("nnptnt", None, end, &[("nnmt", "")]),
            line("nnmt", new, Some(date(2026, 12, 31)), &[("moi-truong", "")]),
            line("moi-truong", Some(date(2027, 1, 1)), None, &[]),
            line("du-lich", None, end, &[]),
            line("ldtbxh", None, end, &[("gddt", "dạy nghề"), ("noi-vu", "bình đẳng giới")]),
            line("gddt", None, None, &[]),
            line("noi-vu", None, Some(date(2025, 12, 31)), &[]),
        ],
    }
}

fn fate(id: &str, day: Date) -> Outcome {
    let roster = roster();
    roster.successors_on(roster.unit(&UnitId::new(id).unwrap()).unwrap(), day)
}

#[test]
fn who_stands_in_the_place_of_a_unit_depends_on_the_day() {
    let id = |text: &str| UnitId::new(text).unwrap();
    assert_eq!(fate("tnmt", date(2025, 2, 28)), Outcome::Lives);
    assert_eq!(fate("nnmt", date(2025, 2, 28)), Outcome::NotYet);
    assert_eq!(fate("tnmt", date(2025, 3, 1)), Outcome::Became(id("nnmt")));
    assert_eq!(fate("nnptnt", date(2027, 1, 1)), Outcome::Became(id("moi-truong")), "over two reorganisations");
    assert_eq!(fate("du-lich", date(2025, 3, 1)), Outcome::Dissolved);
}

#[test]
fn a_split_stays_a_split_even_when_one_part_is_gone() {
    let parts = |day| match fate("ldtbxh", day) {
        Outcome::Split(parts) => {
            parts.iter().map(|part| format!("{} {}", part.unit, part.fields.join(","))).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(parts(date(2025, 3, 1)), ["gddt dạy nghề", "noi-vu bình đẳng giới"]);
    assert_eq!(parts(date(2026, 1, 1)), ["gddt dạy nghề"]);
}

#[test]
fn a_ring_ends() {
    let mut roster = roster();
    roster.units[3].validity.to = Some(date(2027, 12, 31));
    roster.units[3].successors = vec![Succession { unit: UnitId::new("tnmt").unwrap(), fields: vec![] }];
    assert_eq!(roster.successors_on(&roster.units[0], date(2030, 1, 1)), Outcome::Dissolved);
}

proptest::proptest! {
    /// Whoever stands in the place of a unit on a day lives then or is yet to come, whatever took over from what.
    #[test]
    fn heirs_are_never_gone(
        lines in proptest::collection::vec((2020..2026_i16, 0..6_i16, proptest::collection::vec(0..8_usize, 0..3)), 8),
        day in 2020..2032_i16,
    ) {
        let year = |year: i16| date(year, 1, 1);
        let key = |at: usize| UnitId::new(&format!("u{at}")).unwrap();
        let units = lines.iter().enumerate().map(|(at, (from, length, heirs))| {
            let successors = heirs.iter().map(|heir| Succession { unit: key(*heir), fields: vec![] }).collect();
            let validity = Validity { from: Some(year(*from)), to: Some(year(from.saturating_add(*length))) };
            Unit { validity, successors, ..unit(&format!("u{at}"), "u", "so") }
        });
        let roster = Roster { groups: vec![], units: units.collect() };
        let gone = |unit: &UnitId| roster.unit(unit).unwrap().validity.to.unwrap() < year(day);
        for unit in &roster.units {
            match roster.successors_on(unit, year(day)) {
                Outcome::Became(heir) => proptest::prop_assert!(!gone(&heir) && roster.inherits(&unit.id, &heir)),
                Outcome::Split(parts) => {
                    let fine = |part: &Succession| !gone(&part.unit) && roster.inherits(&unit.id, &part.unit);
                    proptest::prop_assert!(!parts.is_empty() && parts.iter().all(fine));
                }
                Outcome::Lives => proptest::prop_assert!(unit.validity.contains(year(day))),
                Outcome::NotYet | Outcome::Dissolved => {}
            }
        }
    }
}
