//! What a person must settle about a mail, as one question; and what helps to answer it.

use super::Question;

/// The one question that settles the mail: `unit` is the name of the unit it may be of, `from` the sender's address.
#[must_use]
pub fn asked(question: Question, unit: Option<&str>, from: &str) -> String {
    let of = |with: &dyn Fn(&str) -> String, without: &str| unit.map_or_else(|| without.to_owned(), with);
    match question {
        Question::Secret => "Văn bản này có mật không?".to_owned(),
        Question::Dangerous => {
            of(&|unit| format!("{unit} có thật sự gửi tệp này không?"), "Người gửi có thật sự gửi tệp này không?")
        }
        Question::Forged => of(&|unit| format!("Thư này có thật của {unit} không?"), "Thư này có thật không?"),
        Question::UnreadableMail => "Thư này viết gì?".to_owned(),
        Question::UnreadableFile => "Tệp không mở được: nhận như thế này hay chờ gửi lại?".to_owned(),
        Question::MissingFile => "Thư không có tệp báo cáo: nhận như thế này hay chờ gửi tệp?".to_owned(),
        Question::UnitUnclear => "Đây là báo cáo của đơn vị nào?".to_owned(),
        Question::PeriodUnclear => {
            of(&|unit| format!("{unit} gửi báo cáo nào, kỳ nào?"), "Đây là báo cáo nào, kỳ nào?")
        }
        Question::SenderUnknown => {
            of(&|unit| format!("{from} có gửi thay {unit} không?"), &format!("{from} gửi cho đơn vị nào?"))
        }
        Question::Contradiction => "Thư và văn bản ghi khác nhau: chỗ nào đúng?".to_owned(),
        Question::Incomplete => "Đây đã là bản chính thức, đầy đủ chưa?".to_owned(),
        Question::NotOwed => "Cơ quan có cần báo cáo này không?".to_owned(),
        Question::Unlocked => of(
            &|unit| format!("Tệp mở bằng mật khẩu có đúng là báo cáo của {unit} không?"),
            "Tệp mở bằng mật khẩu có đúng là báo cáo không?",
        ),
        Question::Answered => of(
            &|unit| format!("{unit} đã trả lời: cho vào sổ theo lời đơn vị?"),
            "Đơn vị đã trả lời: cho vào sổ theo lời đơn vị?",
        ),
        Question::PersonAsks => of(&|unit| format!("Trả lời {unit} thế nào?"), "Trả lời người gửi thế nào?"),
        Question::Unsure => "Đây có phải báo cáo gửi cơ quan không?".to_owned(),
    }
}

/// What to look at, or whom to ask, before answering; one sentence without its full stop.
#[must_use]
pub fn advice(question: Question) -> &'static str {
    match question {
        Question::Secret => "Chương trình không mở thư và tệp; xử lý theo quy định về bảo vệ bí mật nhà nước",
        Question::Dangerous => "Đừng mở tệp; gọi điện hỏi đơn vị, đề nghị gửi lại .docx hoặc .pdf",
        Question::Forged => "Gọi điện hỏi theo số đã biết; đừng trả lời thư này",
        Question::UnreadableMail => "Mở thư trong hộp thư của cơ quan để xem",
        Question::UnitUnclear => "Xem đầu văn bản, nơi ký và con dấu",
        Question::PeriodUnclear => "Xem tên văn bản và khoảng thời gian mà số liệu nói đến",
        Question::SenderUnknown => "Nếu đúng, có thể ghi nhớ địa chỉ này để lần sau không phải hỏi",
        Question::Unlocked => "Tệp có mật khẩu không bao giờ tự vào sổ: xem tệp rồi quyết định",
        Question::PersonAsks => "Trả lời từ hộp thư của cơ quan, rồi ghi lại ở đây là đã trả lời",
        Question::UnreadableFile => "Đề nghị đơn vị gửi lại tệp mở được, hoặc nhận theo lời thư",
        Question::MissingFile => "Đề nghị đơn vị gửi tệp đính kèm, hoặc nhận theo lời thư",
        Question::Contradiction => "So lời thư với văn bản; chưa rõ thì hỏi lại người gửi",
        Question::Incomplete => "Xem văn bản đã có số, ngày ký và con dấu chưa",
        Question::NotOwed => "Nếu cần báo cáo này hằng kỳ, ghi thêm vào kế hoạch",
        Question::Answered => "Xem đề xuất theo lời đơn vị rồi quyết định",
        Question::Unsure => "Xem lời thư và tệp đính kèm rồi quyết định",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_names_the_unit_when_one_is_guessed() {
        let asked = |unit| asked(Question::SenderUnknown, unit, "lan@mail.example");
        assert_eq!(asked(Some("Sở Y tế")), "lan@mail.example có gửi thay Sở Y tế không?");
        assert_eq!(asked(None), "lan@mail.example gửi cho đơn vị nào?");
    }

    #[test]
    fn advice_is_a_sentence_of_its_own() {
        for question in [Question::MissingFile, Question::UnreadableFile, Question::Contradiction, Question::Answered] {
            let first = advice(question).chars().next().unwrap();
            assert!(first.is_uppercase() && !advice(question).ends_with('.'), "{}", advice(question));
        }
    }
}
