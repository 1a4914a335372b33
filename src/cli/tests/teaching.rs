//! What staff teach by hand, and what they must not.

use super::*;

fn by<'a>(line: &[&'a str]) -> Vec<&'a str> {
    [line, &["--by", "Nam"]].concat()
}

#[test]
fn what_must_not_be_taught_is_refused_with_the_reason() {
    let world = World::on("2024-06-10T09:00");
    let address =
        |address: &str, unit: &str| world.refused(&by(&["learned", "add", "address", address, "--unit", unit]));
    let alias = |words: &str, unit: &str| world.refused(&by(&["learned", "add", "alias", words, "--unit", unit]));
    let ignore = |address: &str| world.refused(&by(&["learned", "add", "ignore", address]));
    for (said, words) in [
        (address("khoagiao.btgtusonglam@gmail.com", "so-y-te"), "là địa chỉ của cơ quan"),
        (address("no-reply@mail.example", "so-y-te"), "địa chỉ máy gửi"),
        (address("vanphong@syt.songlarn.example", "so-y-te"), "có thể là giả mạo"),
        (address("vanphong@syt-songlam.example", "so-y-te"), "có thể là giả mạo"),
        (address("lan@gmial.com", "so-y-te"), "có thể là giả mạo"),
        (address("@gmail.com", "so-y-te"), "không cả tên miền"),
        (address("vanphong@syt.songlam.example", "so-y-te"), "đã có trong danh sách đơn vị"),
        (alias("UBND", "so-y-te"), "nhiều nơi dùng"),
        (alias("SYTN", "so-khong-co"), "so-khong-co"),
        (alias("Báo cáo tháng", "so-y-te"), "từ chung"),
        (alias("Hội Khuyến học huyện Đông Khê", "hoi-khuyen-hoc"), "nêu cả tên của Huyện ủy Đông Khê"),
        (alias("Sở Y tế", "so-y-te"), "đã được hiểu là Sở Y tế"),
        (ignore("vanphong@syt.songlam.example"), "thư của đơn vị không bao giờ bị bỏ qua"),
        (ignore("*@gmail.com"), "không cả tên miền"),
        (ignore("gmail.com"), "không cả tên miền"),
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    world.done(&by(&["learned", "add", "address", "ha@stp.songlam.example", "--unit", "so-y-te"]));
    assert!(ignore("ha@stp.songlam.example").contains("bỏ ghi nhớ số 1 trước"));
    world.done(&by(&["learned", "add", "ignore", "ban-tin@hoi-thao.example"]));
    assert!(address("ban-tin@hoi-thao.example", "so-y-te").contains("bỏ ghi nhớ số 2 trước"));
    assert!(world.refused(&by(&["learned", "revoke", "9", "--why", "x"])).contains("ghi nhớ số 9"));
}
