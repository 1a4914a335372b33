//! Properties: no clue that speaks for another unit ever makes a doubtful mail that unit's, and nothing panics.

use proptest::prelude::*;

use super::*;
use crate::calendar::Calendar;
use crate::evidence::{Strength, Topic};
use crate::message::{Attachment, Authenticity, Body, RobotSigns, Sha256};
use crate::office::Office;
use crate::plan::{OwedBy, PeriodRule, Plan, PlanId, Plans, Report};
use crate::roster::{Group, GroupId, Roster, Unit};
use crate::text::{FileKind, FileText};

fn id(text: &str) -> UnitId {
    UnitId::new(text).unwrap()
}

fn rules() -> Rules {
    let group = GroupId::new("g").unwrap();
    let unit = |name: &str| Unit::new(id(name), name, group.clone());
    let report = |name: &str, periods: PeriodRule| {
        let owed_by = OwedBy { groups: vec![group.clone()], ..OwedBy::default() };
        Report::new(ReportId::new(name).unwrap(), name, periods, owed_by)
    };
    let noon = jiff::civil::time(12, 0, 0, 0);
    Rules::new(
        Office {
            name: "Ban".into(),
            short_name: "Ban".into(),
            mailbox: "us@office.example".into(),
            own_addresses: vec![],
            staff: vec![],
            leaders: vec![],
            briefings: Vec::new(),
            contact: None,
            phone: None,
            time_zone: jiff::tz::TimeZone::UTC,
            start_date: jiff::civil::date(2020, 1, 1),
            working_hours: (noon, noon),
            digest_at: noon,
            on_duty: Vec::new(),
            due_day_counts: true,
            authserv_id: None,
            also_signed_by: Vec::new(),
            largest_letter: 20_000_000,
            placing: crate::spelling::placing::Placing::default(),
            escalation: crate::office::Escalation::default(),
        },
        Roster {
            groups: vec![Group { id: group.clone(), name: "G".into() }],
            units: ["a", "b", "c"].map(unit).to_vec(),
        },
        Plans {
            plans: vec![Plan::new(
                PlanId::new("p").unwrap(),
                "P",
                vec![report("thang", PeriodRule::Months(vec![4, 5])), report("dot-xuat", PeriodRule::AdHoc)],
            )],
        },
        Calendar::default(),
    )
}

fn message() -> Message {
    let file = |name: &str| Attachment {
        file_name: name.to_owned(),
        media_type: String::new(),
        size: 9,
        sha256: Sha256::of(name.as_bytes()),
        inline: false,
        text: FileText::blank(FileKind::Pdf, None),
    };
    Message {
        sha256: Sha256::of(b"m"),
        size: 1,
        received_at: "2026-05-19T02:00:00Z".parse().unwrap(),
        dated_at: None,
        message_id: None,
        references: vec![],
        from: None,
        reply_to: vec![],
        to: vec![],
        cc: vec![],
        subject: String::new(),
        body: Body::default(),
        attachments: vec![file("1.pdf"), file("2.pdf")],
        robot: RobotSigns::default(),
        bounce: None,
        authenticity: Authenticity::default(),
        faults: vec![],
    }
}

fn any_source() -> impl Strategy<Value = Source> {
    prop::sample::select(vec![
        Source::SenderAddress,
        Source::SenderDomain,
        Source::SenderName,
        Source::Letterhead,
        Source::Symbol,
        Source::Title,
        Source::DocumentDate,
        Source::FileName,
        Source::Subject,
        Source::Body,
        Source::Forwarded,
        Source::Thread,
        Source::Header,
    ])
}

fn any_strength() -> impl Strategy<Value = Strength> {
    prop::sample::select(vec![Strength::Weak, Strength::Fair, Strength::Strong, Strength::Decisive])
}

fn any_claim(units: &'static [&'static str]) -> impl Strategy<Value = Claim> {
    let unit = prop::sample::select(units).prop_map(id);
    let period = prop::sample::select(vec!["2026-04", "2026-05", "2026-06", "2026", "2026-H1"]);
    prop_oneof![
        3 => unit.clone().prop_map(Claim::Unit),
        1 => prop::collection::vec(unit, 1..3).prop_map(Claim::OneOf),
        3 => period.clone().prop_map(|period| Claim::Period(period.parse().unwrap())),
        1 => period.prop_map(|period| Claim::YearlessPeriod(period.parse().unwrap())),
        3 => prop::sample::select(vec![
            Claim::Report, Claim::Report, Claim::Incident, Claim::Topic(Topic::Theme), Claim::Draft, Claim::Nil, Claim::OnBehalf, Claim::Asks,
            Claim::CopyOnly, Claim::Colleague, Claim::Machine, Claim::Missing, Claim::Unsigned, Claim::Supplements,
            Claim::Alarm(Alarm::Forged), Claim::OtherIssuer("X".to_owned()),
            Claim::Resembles(id("a")), Claim::Resembles(id("c")),
        ]),
    ]
}

fn any_clue(units: &'static [&'static str]) -> impl Strategy<Value = Clue> {
    (any_source(), any_claim(units), any_strength(), prop::option::of(0_usize..3)).prop_map(
        |(source, claim, strength, attachment)| Clue { source, claim, strength, attachment, quote: String::new() },
    )
}

fn any_evidence(units: &'static [&'static str]) -> impl Strategy<Value = Evidence> {
    let roles =
        prop::collection::vec(prop::sample::select(vec![Role::Report, Role::Report, Role::Annex, Role::Other]), 0..3);
    let kind =
        prop::sample::select(vec![MailKind::Submission, MailKind::Submission, MailKind::Question, MailKind::Other]);
    (prop::collection::vec(any_clue(units), 0..9), roles, kind).prop_map(|(clues, roles, kind)| Evidence {
        kind,
        clues,
        roles,
        titles: Vec::new(),
        written_title: String::new(),
        further_titles: std::collections::BTreeMap::new(),
        scans: Vec::new(),
    })
}

fn decided(evidence: &Evidence) -> Decision {
    decide(&message(), evidence, &Facts::default(), &rules())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// One clue for a unit that nothing else speaks for never enters a report for that unit, unless it is the sender
    /// himself.
    #[test]
    fn one_voice_for_another_unit_never_carries(
        evidence in any_evidence(&["a", "b"]),
        source in any_source(),
        strength in any_strength(),
        attachment in prop::option::of(0_usize..2),
    ) {
        let sender = matches!(source, Source::SenderAddress | Source::SenderDomain);
        let passed_on = source == Source::Forwarded && evidence.clues.iter().any(|clue| clue.claim == Claim::Colleague);
        prop_assume!(!sender && !passed_on);
        let behalf = evidence.clues.iter().any(|clue| clue.claim == Claim::OnBehalf);
        prop_assume!(!behalf);
        let mut more = evidence.clone();
        more.clues.push(Clue { source, claim: Claim::Unit(id("c")), strength, attachment, quote: String::new() });
        let decision = decided(&more);
        let entered = decision.verdict == Verdict::Accept && decision.entries.iter().any(|entry| entry.unit == id("c"));
        prop_assert!(!entered, "{:?}", decision);
    }

    /// What an optical reader saw may end an acceptance and never begins one; nor does it make a machine answer.
    #[test]
    fn scans_only_ever_take_away(
        evidence in any_evidence(&["a", "b"]),
        seen in prop::collection::vec(any_clue(&["a", "b", "c"]), 1..4),
        secret in prop::bool::weighted(0.1),
    ) {
        let mut more = evidence.clone();
        more.clues.extend(seen.into_iter().map(|clue| Clue { source: Source::Scan, ..clue }));
        if secret {
            let claim = Claim::Alarm(Alarm::Secret);
            let (source, strength, quote) = (Source::Scan, Strength::Weak, "MẬT".to_owned());
            more.clues.push(Clue { source, claim, strength, attachment: Some(0), quote });
        }
        let (without, with) = (decided(&evidence), decided(&more));
        if with.verdict == Verdict::Accept {
            prop_assert_eq!(&with, &without);
        }
        if secret {
            prop_assert_eq!(with.question, Some(Question::Secret));
        }
        prop_assert!(with.verdict != Verdict::Ignore || without.verdict == Verdict::Ignore);
        prop_assert!(without.acknowledge || !with.acknowledge);
        prop_assert!(!with.acknowledge || with.unit == without.unit);
        prop_assert_eq!(with.question.is_some(), with.verdict == Verdict::Ask);
    }

    /// Without a known sender nothing is ever entered and nobody answered; alarms forbid both.
    #[test]
    fn strangers_and_alarms_are_never_accepted(evidence in any_evidence(&["a", "b", "c"])) {
        let decision = decided(&evidence);
        let known = evidence.clues.iter().any(|clue| {
            let sender = matches!(clue.source, Source::SenderAddress | Source::SenderDomain | Source::Forwarded);
            // Our own people are known too; what they bring is entered as they call it.
            (sender && matches!(clue.claim, Claim::Unit(_))) || clue.claim == Claim::Colleague
        });
        let alarm = evidence.clues.iter().any(|clue| matches!(clue.claim, Claim::Alarm(_)));
        if !known || alarm {
            prop_assert!(decision.verdict != Verdict::Accept);
            prop_assert!(!decision.acknowledge);
        }
        prop_assert_eq!(decision.question.is_some(), decision.verdict == Verdict::Ask);
        prop_assert!(decision.verdict != Verdict::Accept || !decision.entries.is_empty());
        prop_assert!(!decision.reasons.is_empty());
        let text = explain::text(&message(), &evidence, &decision, &rules());
        prop_assert!(text.lines().all(|line| line.chars().count() <= 80));
    }

    /// Readers of strangers' text never panic, whatever it is.
    #[test]
    fn any_text_is_read(text in "\\PC{0,200}", name in "[a-zA-Z0-9 ._/-]{0,40}", words in "(tháng|quý|năm|6|T5|I|ngày|/|-|2024|BC|và|, ){0,20}") {
        let mut mail = message();
        mail.subject = format!("{words} {text}");
        mail.body.own = format!("{text}\n{words}");
        for file in &mut mail.attachments {
            file.file_name.clone_from(&name);
            file.text.text = format!("SỞ\n{words}\nBÁO CÁO\n{words}{text}");
        }
        let (facts, rules) = (Facts::default(), rules());
        let evidence = crate::evidence::gather(&mail, &facts, &rules);
        prop_assert_eq!(evidence.roles.len(), 2);
        let decision = decide(&mail, &evidence, &facts, &rules);
        prop_assert!(decision.verdict != Verdict::Accept);
    }
}
