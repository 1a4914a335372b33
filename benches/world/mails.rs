//! What units write: a mail with a Word file, as its bytes.

use std::error::Error;
use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use tiepnhan::message::{Message, Origin, RawContent, RawMail, read};
use zip::write::SimpleFileOptions;

use super::dice::Dice;

/// Paragraphs of a report.
const PARAGRAPHS: usize = 9;
/// What reports are made of; `#` is a number.
const SENTENCES: &[&str] = &[
    "Trong kỳ, cấp ủy đã lãnh đạo, chỉ đạo triển khai kịp thời các nghị quyết, chỉ thị của Trung ương và của tỉnh",
    "Tổ chức # hội nghị học tập, quán triệt nghị quyết cho # lượt cán bộ, đảng viên",
    "Công tác phòng, chống dịch bệnh được duy trì; không để dịch sốt xuất huyết, tay chân miệng lan rộng",
    "Ngành giáo dục hoàn thành kế hoạch năm học, tỷ lệ huy động trẻ đến trường đạt #%",
    "Tình hình tư tưởng trong cán bộ, đảng viên và nhân dân cơ bản ổn định, tin tưởng vào sự lãnh đạo của Đảng",
    "Dư luận quan tâm giá vật tư nông nghiệp, việc giải phóng mặt bằng và ô nhiễm môi trường tại khu công nghiệp",
    "Thực hiện # đề tài, nhiệm vụ khoa học và công nghệ cấp tỉnh; chuyển giao # mô hình vào sản xuất",
    "Công tác bảo vệ, chăm sóc sức khỏe nhân dân có chuyển biến; tỷ lệ bao phủ bảo hiểm y tế đạt #%",
    "Phong trào toàn dân đoàn kết xây dựng đời sống văn hóa, nông thôn mới, đô thị văn minh tiếp tục được đẩy mạnh",
    "Đã giải ngân # triệu đồng vốn vay ưu đãi cho hộ nghèo, hộ cận nghèo",
    "Công tác dân số, gia đình và trẻ em được quan tâm; mô hình bệnh viện vệ tinh hoạt động tốt",
    "Hạn chế: một số nơi triển khai còn chậm, chế độ thông tin báo cáo chưa bảo đảm thời gian",
    "Phương hướng: tiếp tục nắm chắc tình hình, tuyên truyền các ngày lễ lớn, chuẩn bị đại hội đảng các cấp",
    "Thiên tai gây sạt lở # điểm, thiệt hại # ha lúa và hoa màu; đã khắc phục kịp thời",
    "Chuyển đổi số đạt kết quả bước đầu, # thủ tục hành chính được giải quyết trực tuyến",
    "Hoạt động thể dục, thể thao quần chúng phát triển rộng khắp; tổ chức # giải cấp huyện",
];
/// What stands in few reports.
const RARE: &[&str] = &[
    "Phát hiện # ca dịch tả lợn châu Phi tại hai thôn",
    "Nghêu chết hàng loạt do nước mặn xâm nhập",
    "Đã tiêm # liều vắc xin phòng bệnh dại cho chó, mèo",
    "Xảy ra vụ ngộ độc thực phẩm tại bếp ăn tập thể, # người nhập viện",
    "Mỏ quặng đồng bị tạm dừng do chưa có đánh giá tác động môi trường",
    "Trao tặng # suất học bổng Vừ A Dính cho học sinh vượt khó",
];

/// A mail that a unit is about to send.
pub struct Draft<'a> {
    /// Its place among all mails.
    pub nth: usize,
    /// The sender: name and address.
    pub from: (&'a str, &'a str),
    /// Subject.
    pub subject: String,
    /// What the sender writes.
    pub body: String,
    /// The file: its name and its lines; none was attached.
    pub file: Option<(String, Vec<String>)>,
    /// When the server takes it.
    pub at: Timestamp,
}

/// A report as its unit types it.
pub fn report(dice: &mut Dice, unit: &str, number: &str, place: &str, title: &str, version: u32) -> Vec<String> {
    let mut lines = vec![
        unit.to_uppercase(),
        "*".to_owned(),
        format!("Số {number}"),
        place.to_owned(),
        "BÁO CÁO".to_owned(),
        title.strip_prefix("Báo cáo ").map_or_else(|| title.to_owned(), tiepnhan::letter::wording::upper_first),
        "-----".to_owned(),
    ];
    if version > 1 {
        lines.insert(6, "(thay thế báo cáo đã gửi)".to_owned());
    }
    for _ in 0..PARAGRAPHS {
        let mut paragraph = String::new();
        for _ in 0..3 {
            let sentence = if dice.happens(4) { dice.one(RARE) } else { dice.one(SENTENCES) };
            paragraph.push_str(&sentence.replace('#', &dice.between(2, 980).to_string()));
            paragraph.push_str(". ");
        }
        lines.push(paragraph);
    }
    lines.push("Nơi nhận: Ban Tuyên giáo và Dân vận Tỉnh ủy; lưu văn thư.".to_owned());
    lines
}

/// The mail as the server hands it over.
///
/// # Errors
/// What the packer says.
pub fn eml(draft: &Draft<'_>) -> Result<Vec<u8>, Box<dyn Error>> {
    let word = |text: &str| format!("=?utf-8?B?{}?=", STANDARD.encode(text));
    let date = jiff::fmt::rfc2822::to_string(&draft.at.to_zoned(jiff::tz::TimeZone::UTC))?;
    let mut mail = format!(
        "From: {} <{}>\r\nTo: khoagiao@btgdv.anhai.example\r\nSubject: {}\r\nDate: {date}\r\n\
         Message-ID: <thu.{}@gui.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"ranh-gioi\"\r\n\r\n--ranh-gioi\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        word(draft.from.0),
        draft.from.1,
        word(&draft.subject),
        draft.nth,
        STANDARD.encode(&draft.body),
    );
    if let Some((name, lines)) = &draft.file {
        let encoded = STANDARD.encode(docx(lines)?);
        mail.push_str(&format!(
            "--ranh-gioi\r\nContent-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document; \
             name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n",
        ));
    }
    mail.push_str("--ranh-gioi--\r\n");
    Ok(mail.into_bytes())
}

/// The mail as intake reads it.
pub fn message(bytes: Vec<u8>, origin: Origin, at: Timestamp) -> (Message, Vec<Vec<u8>>) {
    let raw = RawMail { origin, received_at: at, server_id: None, content: RawContent::Whole(bytes) };
    let parsed = read::split(&raw, &tiepnhan::mime::Limits::default());
    let limits = tiepnhan::text::Limits::default();
    let files = parsed.message.attachments.iter().zip(&parsed.contents);
    let texts =
        files.map(|(file, bytes)| tiepnhan::text::read(bytes, &file.file_name, &file.media_type, &limits)).collect();
    let contents = parsed.contents.iter().map(|bytes| bytes.to_vec()).collect();
    (parsed.with_texts(texts), contents)
}

/// A Word file with these paragraphs.
fn docx(lines: &[String]) -> Result<Vec<u8>, Box<dyn Error>> {
    const TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let paragraphs: String =
        lines.iter().map(|line| format!("<w:p><w:r><w:t xml:space=\"preserve\">{line}</w:t></w:r></w:p>")).collect();
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{paragraphs}</w:body></w:document>"
    );
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in
        [("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", document.as_str())]
    {
        packed.start_file(name, SimpleFileOptions::default())?;
        packed.write_all(text.as_bytes())?;
    }
    Ok(packed.finish()?.into_inner())
}
