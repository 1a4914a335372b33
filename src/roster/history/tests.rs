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
