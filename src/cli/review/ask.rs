//! A question to the sender of a mail that waits. Shown first; queued only when the person says --send.

use std::io::Write;

use clap::Args;
use clap::builder::PossibleValue;

use super::said;
use crate::cli::desk::written;
use crate::cli::remind::show;
use crate::decision::{Question, explain};
use crate::desk::{Desk, ask};
use crate::failure::{Exit, Failure};
use crate::letter::answer::query::answerable;

/// What is asked, of whom.
#[derive(Debug, Args)]
pub struct Ask {
    /// Số của thư trong `review list`.
    #[arg(value_name = "THƯ")]
    mail: i64,
    /// Hỏi điều gì.
    #[arg(long, value_name = "ĐIỀU", value_parser = What)]
    what: Question,
    /// Xếp thư vào hàng chờ gửi. Không ghi: chỉ xem trước.
    #[arg(long)]
    send: bool,
    /// Lý do; vào nhật ký.
    #[arg(long, value_name = "LÝ DO", value_parser = written, default_value = "cán bộ hỏi đơn vị")]
    why: String,
    /// Người quyết định (mặc định: người đang đăng nhập máy).
    #[arg(long, value_name = "TÊN", value_parser = written)]
    by: Option<String>,
}

/// Reads the key of a question, and lists the keys with what they ask.
#[derive(Clone)]
struct What;

impl clap::builder::TypedValueParser for What {
    type Value = Question;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Question, clap::Error> {
        ask::question(&value.to_string_lossy()).ok_or_else(|| {
            let mut error = clap::Error::new(clap::error::ErrorKind::InvalidValue).with_cmd(command);
            let name = argument.map(ToString::to_string).unwrap_or_default();
            let typed = clap::error::ContextValue::String(value.to_string_lossy().into_owned());
            error.insert(clap::error::ContextKind::InvalidArg, clap::error::ContextValue::String(name));
            error.insert(clap::error::ContextKind::InvalidValue, typed);
            error
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let keys = ask::QUESTIONS.into_iter().filter_map(|question| {
            answerable(question).map(|key| PossibleValue::new(key).help(explain::question(question)))
        });
        Some(Box::new(keys))
    }
}

/// Shows the letter, or sends it.
///
/// # Errors
/// A mail that does not wait, a sender who must not be asked or was asked the same today.
pub(super) fn run(desk: &Desk, asked: &Ask, out: &mut dyn Write) -> Result<Exit, Failure> {
    let letter = if asked.send {
        ask::send(desk, asked.mail, asked.what, &said(asked.by.as_deref(), &asked.why)?)?
    } else {
        ask::letter(desk, asked.mail, asked.what)?
    };
    show(&letter, asked.send, out)?;
    Ok(Exit::Fine)
}
