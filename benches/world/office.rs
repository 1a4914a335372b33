//! The office's own files: configuration, two hundred units in six groups, the plan of then and the plan of now.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use tiepnhan::spelling::fold;

use super::dice::Dice;

/// The groups in the office's order.
const GROUPS: [&str; 6] = [
    "Sở, ban, ngành",
    "Huyện, thị, thành ủy",
    "Mặt trận, đoàn thể",
    "Trường, báo, đài",
    "Đảng ủy trực thuộc",
    "Xã, phường",
];
const DEPARTMENTS: &[&str] = &[
    "Sở Y tế",
    "Sở Giáo dục và Đào tạo",
    "Sở Khoa học và Công nghệ",
    "Sở Nông nghiệp và Môi trường",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Nội vụ",
    "Sở Tài chính",
    "Sở Xây dựng",
    "Sở Công Thương",
    "Sở Tư pháp",
    "Sở Dân tộc và Tôn giáo",
    "Sở Ngoại vụ",
    "Thanh tra tỉnh",
    "Văn phòng Ủy ban nhân dân tỉnh",
    "Công an tỉnh",
    "Bộ Chỉ huy Quân sự tỉnh",
    "Bộ đội Biên phòng tỉnh",
    "Bảo hiểm xã hội tỉnh",
    "Thuế tỉnh",
    "Kho bạc Nhà nước tỉnh",
    "Thống kê tỉnh",
    "Tòa án nhân dân tỉnh",
    "Viện Kiểm sát nhân dân tỉnh",
    "Thi hành án dân sự tỉnh",
    "Ban Quản lý khu kinh tế tỉnh",
    "Chi cục Kiểm lâm",
    "Chi cục Hải quan",
    "Quản lý thị trường tỉnh",
];
const DISTRICTS: &[&str] = &[
    "Thành ủy An Hải",
    "Thị ủy Cửa Lạch",
    "Huyện ủy Mường Pha",
    "Huyện ủy Nậm Chà",
    "Huyện ủy Sơn Khê",
    "Huyện ủy Quế Lâm",
    "Huyện ủy Thanh Xá",
    "Huyện ủy Kim Điền",
    "Huyện ủy Ba Vực",
    "Huyện ủy Lạc Thổ",
    "Huyện ủy Hải Triều",
    "Huyện ủy Đông Nghi",
    "Huyện ủy Tây Cốc",
    "Huyện ủy Nam Xương",
];
const UNIONS: &[&str] = &[
    "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
    "Liên đoàn Lao động tỉnh",
    "Hội Nông dân tỉnh",
    "Tỉnh Đoàn An Hải",
    "Hội Liên hiệp Phụ nữ tỉnh",
    "Hội Cựu chiến binh tỉnh",
    "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh",
    "Hội Khuyến học tỉnh",
    "Hội Đông y tỉnh",
    "Hội Chữ thập đỏ tỉnh",
];
const SCHOOLS: &[&str] = &[
    "Trường Đại học An Hải",
    "Trường Chính trị tỉnh",
    "Trường Cao đẳng Sư phạm",
    "Trường Cao đẳng Y tế",
    "Trường Cao đẳng Nghề",
    "Báo An Hải",
    "Đài Phát thanh và Truyền hình tỉnh",
    "Hội Văn học Nghệ thuật tỉnh",
];
const COMMITTEES: &[&str] = &[
    "Điện lực",
    "Bưu điện",
    "Viễn thông",
    "Cấp nước",
    "Cảng biển",
    "Đường sắt",
    "Xi măng",
    "Dệt may",
    "Cao su",
    "Lâm nghiệp",
    "Xổ số",
    "Ngân hàng Nông nghiệp",
    "Ngân hàng Công thương",
    "Xăng dầu",
    "Môi trường đô thị",
    "Bệnh viện Đa khoa",
    "Bệnh viện Phụ sản",
    "Thủy nông",
    "Mía đường",
    "Khoáng sản",
];
const FIRST: &[&str] = &["Tân", "Phú", "Vĩnh", "Yên", "Hòa", "Long", "Thạnh", "Bình", "Mỹ", "Kỳ"];
const SECOND: &[&str] =
    &["Lâm", "Sơn", "Hưng", "Đức", "Phước", "Lộc", "Thủy", "Châu", "Trung", "Khánh", "Giang", "Thượng"];
const FAMILY: &[&str] = &["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Lò", "Vi"];
const MIDDLE: &[&str] = &["Thị", "Văn", "Minh", "Thu", "Đức", "Thanh", "Ngọc", "Quang"];
const GIVEN: &[&str] = &["Hà", "Nam", "Bích", "Cường", "Dung", "Hải", "Lan", "Mai", "Phong", "Tâm", "Yến", "Vinh"];

/// Writes the files of the office into `folder`.
///
/// # Errors
/// What the disk says.
pub fn write(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder.join("plans"))?;
    fs::write(folder.join("tiepnhan.toml"), include_str!("tiepnhan.toml"))?;
    fs::write(folder.join("plans/05-kh-btgtu.toml"), include_str!("plans-cu.toml"))?;
    fs::write(folder.join("plans/12-kh-btgdv.toml"), include_str!("plans-nay.toml"))?;
    fs::write(folder.join("don-vi.csv"), roster())
}

/// Group and name of every unit.
fn units() -> Vec<(&'static str, String)> {
    let [departments, districts, unions, schools, committees, communes] = GROUPS;
    let named = |group: &'static str, names: &[&str]| -> Vec<(&'static str, String)> {
        names.iter().map(|name| (group, (*name).to_owned())).collect()
    };
    let mut units = named(departments, DEPARTMENTS);
    units.extend(named(districts, DISTRICTS));
    units.extend(named(unions, UNIONS));
    units.extend(named(schools, SCHOOLS));
    units.extend(COMMITTEES.iter().map(|name| (committees, format!("Đảng ủy {name} An Hải"))));
    for first in FIRST {
        let kind = if *first == "Kỳ" { "phường" } else { "xã" };
        units.extend(SECOND.iter().map(|second| (communes, format!("Đảng ủy {kind} {first} {second}"))));
    }
    units
}

fn roster() -> String {
    let mut dice = Dice::of(1);
    let mut text = "Mã,Tên đơn vị,Nhóm,Thư điện tử,Người liên hệ,Điện thoại\n".to_owned();
    for (nth, (group, name)) in (1..).zip(units()) {
        let id = slug(&name);
        let person = [dice.one(FAMILY), dice.one(MIDDLE), dice.one(GIVEN)].join(" ");
        let phone = format!("0208 3{:03} {:03}", nth, dice.throw(1000));
        // Writing into a string does not fail.
        let _ = writeln!(text, "{id},\"{name}\",\"{group}\",vanthu@{id}.example,đồng chí {person},{phone}");
    }
    text
}

/// "so-y-te".
fn slug(name: &str) -> String {
    let words: String = fold(name).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    words.split_whitespace().collect::<Vec<_>>().join("-")
}
