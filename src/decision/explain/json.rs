//! The decision for programs.

use serde_json::{Value, json};

use crate::decision::{Decision, Entry};
use crate::evidence::{Evidence, Role};
use crate::message::Message;
use crate::office::Rules;

/// The decision for programs: the object that `tiepnhan explain --json` prints.
#[must_use]
pub fn json(file: Option<&str>, message: &Message, evidence: &Evidence, decision: &Decision, rules: &Rules) -> Value {
    let received = message.received_at.to_zoned(rules.office.time_zone.clone());
    let mut object = json!({
        "mail": {
            "kind": evidence.kind,
            "from": message.from.as_ref().map_or("", |person| person.address.as_str()),
            "subject": message.subject,
            "received_at": received.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            "message_id": message.message_id,
        },
        "attachments": attachments(message, evidence),
        "decision": {
            "verdict": decision.verdict,
            "unit": decision.unit,
            "reports": decision.entries.iter().map(|entry| report(entry, decision)).collect::<Vec<_>>(),
            "acknowledge": decision.acknowledge,
            "question": decision.question,
            "reasons": decision.reasons,
        },
        "bounce": message.bounce.as_ref().map(|bounce| json!({"recipients": bounce.recipients})),
    });
    if let (Some(file), Value::Object(fields)) = (file, &mut object) {
        fields.insert("file".to_owned(), json!(file));
    }
    object
}

fn attachments(message: &Message, evidence: &Evidence) -> Vec<Value> {
    let roles = evidence.roles.iter().copied().chain(std::iter::repeat(Role::Other));
    message
        .attachments
        .iter()
        .zip(roles)
        .enumerate()
        .map(|(index, (file, role))| {
            json!({
                "index": index,
                "file_name": file.file_name,
                "media_type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
                "role": role,
            })
        })
        .collect()
}

fn report(entry: &Entry, decision: &Decision) -> Value {
    let mut line = json!({
        "report": entry.report,
        "period": entry.period,
        "attachments": entry.attachments,
        "relation": entry.relation,
        "document_number": entry.document_number,
    });
    // Only where one mail brings reports of several units.
    if decision.unit.as_ref() != Some(&entry.unit)
        && let Value::Object(fields) = &mut line
    {
        fields.insert("unit".to_owned(), json!(entry.unit));
    }
    line
}
