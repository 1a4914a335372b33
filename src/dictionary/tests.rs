//! Scenes.

use super::*;

#[test]
fn the_dictionary_built_in_has_no_fault_and_no_empty_list() {
    assert_eq!(read::faults_built_in(), Vec::new());
    for (list, key) in List::ALL {
        assert!(!Dictionary::built_in().list(*list).is_empty(), "{key}");
    }
}

#[test]
fn phrases_are_found_whatever_marks_and_signs() {
    let dictionary = Dictionary::built_in();
    for line in ["Xin GIA HẠN đến 25/3", "xin gia han", "xin gia_hạn"] {
        assert_eq!(dictionary.says(line).first(List::Extends), Some("gia han"), "{line}");
    }
    assert!(!dictionary.says("gia hành").has(List::Extends));
    assert!(dictionary.says("Báo cáo gửi bổ sung phụ lục").has(List::Supplements));
    assert!(dictionary.says("https://drive.google.com/file/d/1").has(List::Link));
}

#[test]
fn words_of_every_report_and_emptied_lists_are_pointed_out() {
    let faults = |own: &str| {
        let (_, faults) = Dictionary::with(&format!("[phrases]\n{own}\n"), "tu-dien.toml");
        faults.into_iter().map(|fault| fault.what).collect::<Vec<_>>()
    };
    assert_eq!(
        faults("not_report = [\"BÁO CÁO\"]"),
        ["“báo cáo” trong danh sách “not_report” gặp ở hầu hết các báo cáo"]
    );
    assert_eq!(faults("our_field = [\"công tác\"]").len(), 1);
    assert_eq!(faults("nil = [\"a\"]").len(), 1);
    assert_eq!(faults("for_reading = [\"-để tham khảo\", \"-tham khảo\"]").len(), 0);
    let built_in = Dictionary::built_in();
    let all = built_in.list(List::NoDraft).iter().map(|phrase| format!("\"-{}\"", phrase.lower)).collect::<Vec<_>>();
    assert_eq!(faults(&format!("no_draft = [{}]", all.join(", "))).len(), 1);
    assert_eq!(faults("opening = [\"rà soát\"]\nother_work = [\"chuyển đổi số\"]\nour_field = [\"báo chí\"]").len(), 0);
}

#[test]
fn an_office_adds_and_takes_out() {
    let own = "[phrases]\nother_work = [\"xóa nhà tạm\", \"-an toàn giao thông\"]\n\
               [[abbreviation]]\nof = \"Khí tượng Thủy văn\"\nshort = [\"KTTV\"]\n";
    let (dictionary, faults) = Dictionary::with(own, "tu-dien.toml");
    assert_eq!(faults, Vec::new());
    assert!(dictionary.says("xoá nhà tạm").has(List::OtherWork));
    assert!(!dictionary.says("an toàn giao thông").has(List::OtherWork));
    assert!(dictionary.says("tiếp công dân").has(List::OtherWork));
    assert!(dictionary.forms().short.iter().any(|(of, _)| of == "Khí tượng Thủy văn"));
    assert!(dictionary.forms().titles.len() >= Dictionary::built_in().forms().titles.len());
}

#[test]
fn kinds_of_units_that_do_the_same_share_their_words() {
    let built_in = Dictionary::built_in();
    let of = |name: &str| built_in.work_of(&crate::spelling::tokens::plain(name)).collect::<Vec<_>>();
    for (one, other, word) in [
        ("Trung tâm Kiểm soát bệnh tật tỉnh", "CDC tỉnh", "phong chong dich"),
        ("Đại học Sông Lam", "Cao đẳng Sông Lam", "nghien cuu khoa hoc"),
        ("Huyện ủy Đông Khê", "Đảng ủy xã Đông Khê", "quoc phong"),
    ] {
        assert!(of(one).contains(&word), "{one}: {:?}", of(one));
        assert_eq!(of(one), of(other));
    }
    // What is a centre's work is not that of the department above it.
    assert!(!of("Sở Y tế").contains(&"phong chong dich"));
    let own = "[[work]]\nof = [\"thống kê\", \"Cục Thuế\"]\nwords = [\"điều tra\"]\n";
    let (dictionary, faults) = Dictionary::with(own, "tu-dien.toml");
    assert_eq!(faults, []);
    for name in [" cuc thong ke ", " cuc thue tinh "] {
        assert_eq!(dictionary.work_of(name).collect::<Vec<_>>(), ["dieu tra"]);
    }
    let (_, faults) = Dictionary::with("[[work]]\nof = []\nwords = [\"điều tra\"]\n", "tu-dien.toml");
    assert_eq!(faults.len(), 1, "{faults:?}");
}

#[test]
fn what_an_office_writes_wrong_is_named_with_its_line() {
    let own = "[phrases]\nother_wrok = [\"a\"]\nreport = [\"--\", \"-trình báo\"]\n[[title]]\nof = \"Cụm thi đua\"\n";
    let (_, faults) = Dictionary::with(own, "tu-dien.toml");
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), 4, "{told:#?}");
    for words in ["other_work", "dòng 3", "trình báo", "short"] {
        assert!(told.iter().any(|line| line.contains(words)), "{words}: {told:#?}");
    }
}

#[test]
fn what_an_office_hardly_meant_is_named() {
    let told = |own: &str| {
        let (_, faults) = Dictionary::with(own, "tu-dien.toml");
        faults.into_iter().map(|fault| format!("{}: {}", fault.place, fault.what)).collect::<Vec<_>>()
    };
    assert_eq!(
        told("[phrases]\nother_work = \"chuyển đổi số, xóa nhà tạm\"\n"),
        ["dòng 2: “phrases.other_work” không đúng kiểu"]
    );
    assert_eq!(
        told("[phrases]\nother_work = [\n\"xóa nhà tạm\",\n\"-xoá nhà tạm\",\n]\n"),
        ["dòng 4: “xoá nhà tạm” vừa thêm vừa bỏ trong danh sách “other_work”"]
    );
    assert_eq!(told("[[work]]\nof = \"thống kê\"\nwords = []\n"), ["dòng 2: chưa ghi công việc nào (words)"]);
    assert_eq!(told("[[work]]\nof = \"thống kê\"\nwords = [\"-\"]\n").len(), 1);
    assert_eq!(told("[[work]]\nof = \"thống kê\"\nwords = [\"điều tra\"]\n"), [""; 0]);
}
