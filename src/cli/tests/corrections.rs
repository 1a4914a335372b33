//! The register set right: always by new lines, each of which can be undone.

use super::mails::{Mail, mail};
use super::*;

const WHY: [&str; 4] = ["--why", "đã gọi điện hỏi", "--by", "Nam"];

fn at_desk<'a>(line: &[&'a str]) -> Vec<&'a str> {
    [line, &WHY].concat()
}

/// The half-year report of Sở Y tế.
fn half_year(id: &'static str) -> Mail {
    mail(id, "Báo cáo 6 tháng đầu năm 2024", "Kết quả công tác khoa giáo 6 tháng đầu năm 2024")
}

#[test]
fn a_correction_takes_the_place_of_a_line_and_is_undone_by_a_third() {
    let world = World::on("2024-06-18T09:00");
    world.receives(&half_year("1@syt"));
    let said = world.done(&at_desk(&["correct", "1", "--unit", "bhxh"]));
    assert_eq!(
        said,
        "Số 1/2024 đã thay bằng số 2/2024: Bảo hiểm xã hội tỉnh; Báo cáo 6 tháng đầu năm 2024; đúng hạn.\n\
         Thư đính chính đã xếp vào hàng chờ gửi: vanphong@syt.songlam.example.\n"
    );
    assert_eq!(world.standing("so-y-te", "6-thang", "2024-H1"), "chưa gửi");
    assert_eq!(world.standing("bhxh", "6-thang", "2024-H1"), "đúng hạn");
    let said = world.refused(&at_desk(&["correct", "1", "--unit", "so-gddt"]));
    assert!(said.contains("số 1/2024 đã được thay bằng số 2/2024"), "{said}");
    let said = world.done(&at_desk(&["undo", "2/2024"]));
    assert!(said.starts_with("Đã hoàn tác: trở lại như số 1/2024, nay là số 3/2024: Sở Y tế"), "{said}");
    assert_eq!(
        world.register(),
        [
            "1/2024 so-y-te 6-thang 2024-H1 v1 First OnTime [bao cao.docx]",
            "2/2024 bhxh 6-thang 2024-H1 v1 First OnTime [bao cao.docx]",
            "*3/2024 so-y-te 6-thang 2024-H1 v1 First OnTime [bao cao.docx]",
        ]
    );
    let log = world.done(&["log"]);
    assert!(log.contains("đã thay bằng số 2/2024") && log.contains("thay cho số 1/2024"), "{log}");
    let journal = world.journal();
    assert!(journal.contains(&"Nam receipt-corrected receipt 2024/1: thành số 2/2024: đã gọi điện hỏi".to_owned()));
    assert!(journal.contains(&"Nam receipt-undone receipt 2024/2: thành số 3/2024: đã gọi điện hỏi".to_owned()));
    world.assert_whole();
}

#[test]
fn a_correction_to_what_nobody_owes_or_to_the_same_is_refused() {
    let world = World::on("2024-06-18T09:00");
    world.receives(&half_year("1@syt"));
    for (change, words) in [
        (&["--unit", "so-nnmt"][..], "Sở Nông nghiệp và Môi trường không phải gửi Báo cáo 6 tháng đầu năm 2024"),
        (&["--report", "quy-1", "--period", "2024-Q2"], "không đơn vị nào phải gửi"),
        (&["--unit", "so-y-te"], "đã ghi đúng như vậy"),
        (&["--received", "2024-06-19 08:00"], "tương lai"),
        (&["--relation", "supplement"], "chưa có báo cáo nào trong sổ"),
    ] {
        let said = world.refused(&at_desk(&[&["correct", "1"], change].concat()));
        assert!(said.contains(words), "{change:?}: {said}");
    }
    let said = world.refused(&at_desk(&["correct", "7", "--unit", "bhxh"]));
    assert!(said.contains("không có số tiếp nhận 7/2024"), "{said}");
    let said = world.refused(&at_desk(&["correct", "số 1", "--unit", "bhxh"]));
    assert!(said.contains("viết 147/2020"), "{said}");
    assert_eq!(world.register().len(), 1);
}

#[test]
fn a_replacement_keeps_the_first_arrival_and_a_supplement_joins() {
    let mut world = World::on("2024-06-18T09:00");
    world.receives(&half_year("1@syt"));
    world.later("2024-06-25T09:00");
    let mut again = half_year("2@syt");
    again.subject = "Bản thay thế Báo cáo 6 tháng đầu năm 2024".to_owned();
    again.files[0].1.push("Số liệu đã chỉnh sửa.".to_owned());
    world.receives(&again);
    world.done(&at_desk(&["record", "--unit", "so-y-te", "--report", "6-thang", "--period", "2024-H1"]));
    assert_eq!(world.standing("so-y-te", "6-thang", "2024-H1"), "đúng hạn");
    world.done(&at_desk(&["correct", "3", "--relation", "supplement"]));
    assert_eq!(
        world.register(),
        [
            "*1/2024 so-y-te 6-thang 2024-H1 v1 First OnTime [bao cao.docx]",
            "*2/2024 so-y-te 6-thang 2024-H1 v2 Replacement OnTime [bao cao.docx]",
            "3/2024 so-y-te 6-thang 2024-H1 v3 Replacement OnTime",
            "*4/2024 so-y-te 6-thang 2024-H1 v2 Supplement Late { days: 5 }",
        ]
    );
    assert_eq!(world.standing("so-y-te", "6-thang", "2024-H1"), "đúng hạn");
    let said = world.done(&at_desk(&["withdraw", "1"]));
    assert!(said.contains("Lưu ý: số 2/2024: Sở Y tế; Báo cáo 6 tháng đầu năm 2024; đúng hạn nay là bản đầu tiên"));
    world.done(&at_desk(&["correct", "2", "--relation", "first"]));
    assert_eq!(world.standing("so-y-te", "6-thang", "2024-H1"), "gửi chậm 5 ngày");
    world.assert_whole();
}

#[test]
fn a_withdrawn_line_lets_its_mail_wait_and_can_count_again() {
    let world = World::on("2024-06-18T09:00");
    world.receives(&half_year("1@syt"));
    let said = world.done(&at_desk(&["withdraw", "1"]));
    assert_eq!(
        said,
        "Đã hủy số 1/2024. Thư 1 trở lại danh sách chờ kiểm tra.\n\
         Thư xác nhận chưa gửi, đã rút.\n"
    );
    assert_eq!(world.standing("so-y-te", "6-thang", "2024-H1"), "có thể đã gửi");
    assert_eq!(world.standing("so-y-te", "nam", "2024"), "chưa gửi", "nobody sends the year's report in June");
    let said = world.refused(&at_desk(&["withdraw", "1"]));
    assert!(said.contains("đã bị hủy"), "{said}");
    world.done(&at_desk(&["undo", "1"]));
    assert_eq!(world.standing("so-y-te", "6-thang", "2024-H1"), "đúng hạn");
    assert_eq!(world.done(&["review", "list"]), "Không có thư nào chờ kiểm tra.\n");
    world.assert_whole();

    world.done(&at_desk(&["withdraw", "2"]));
    let settled = ["review", "assign", "1", "--unit", "so-y-te", "--report", "6-thang", "--period", "2024-H1"];
    world.done(&[&settled[..], &["--by", "Hoa"]].concat());
    let said = world.refused(&at_desk(&["undo", "2"]));
    assert!(said.contains("đã vào sổ lại, số 3/2024"), "{said}");
    world.assert_whole();
}

#[test]
fn two_mails_of_one_delivery_become_one_report() {
    let mut world = World::on("2024-06-18T09:00");
    world.receives(&half_year("1@syt"));
    world.later("2024-06-18T09:20");
    let mut second = half_year("2@syt");
    second.files[0].1.push("Tiếp theo và hết.".to_owned());
    world.receives(&second);
    let said = world.done(&at_desk(&["merge", "2", "1"]));
    assert!(said.starts_with("Số 2/2024 đã gộp vào số 1/2024, thành bản bổ sung số 3/2024: Sở Y tế"), "{said}");
    for (line, words) in [
        (&["merge", "3", "1"][..], "đã là bản bổ sung của báo cáo ấy"),
        (&["merge", "1", "3"], "số 3/2024 là bản bổ sung"),
        (&["merge", "1", "1"], "không thể gộp vào chính nó"),
    ] {
        let said = world.refused(&at_desk(line));
        assert!(said.contains(words), "{said}");
    }
    world.done(&at_desk(&["record", "--unit", "bhxh", "--report", "6-thang", "--period", "2024-H1"]));
    let said = world.refused(&at_desk(&["merge", "4", "1"]));
    assert!(said.contains("số 4/2024 là của Bảo hiểm xã hội tỉnh, số 1/2024 là của Sở Y tế"), "{said}");
    world.done(&at_desk(&["undo", "3"]));
    assert_eq!(
        world.register(),
        [
            "*1/2024 so-y-te 6-thang 2024-H1 v1 First OnTime [bao cao.docx]",
            "2/2024 so-y-te 6-thang 2024-H1 v2 Replacement OnTime [bao cao.docx]",
            "3/2024 so-y-te 6-thang 2024-H1 v1 Supplement OnTime [bao cao.docx]",
            "*4/2024 bhxh 6-thang 2024-H1 v1 First OnTime",
            "*5/2024 so-y-te 6-thang 2024-H1 v2 Replacement OnTime [bao cao.docx]",
        ]
    );
    world.assert_whole();
}

#[test]
fn files_of_another_unit_are_split_off_and_come_back() {
    let world = World::on("2024-06-18T09:00");
    let mut both = half_year("1@syt");
    both.files
        .push(("phu luc.docx", vec!["PHỤ LỤC".to_owned(), "Số liệu bảo hiểm y tế 6 tháng đầu năm 2024".to_owned()]));
    world.receives(&both);
    assert_eq!(world.register(), ["*1/2024 so-y-te 6-thang 2024-H1 v1 First OnTime [bao cao.docx, phu luc.docx]"]);
    for (line, words) in [
        (&["split", "1", "--file", "2"][..], "vẫn thuộc báo cáo ấy"),
        (&["split", "1", "--file", "3", "--unit", "bhxh"], "không có tệp thứ 3"),
        (&["split", "1", "--file", "0", "--unit", "bhxh"], "không có tệp thứ 0"),
        (&["split", "1", "--file", "1,2", "--unit", "bhxh"], "mỗi phần phải còn ít nhất một tệp"),
        (&["split", "1", "--file", "2", "--unit", "so-nnmt"], "không phải gửi"),
    ] {
        let said = world.refused(&at_desk(line));
        assert!(said.contains(words), "{said}");
    }
    let said = world.done(&at_desk(&["split", "1", "--file", "2", "--unit", "bhxh"]));
    assert_eq!(
        said,
        "Số 1/2024 đã tách thành hai số:\n\
         - số 2/2024: Sở Y tế; Báo cáo 6 tháng đầu năm 2024; đúng hạn\n\
         - số 3/2024: Bảo hiểm xã hội tỉnh; Báo cáo 6 tháng đầu năm 2024; đúng hạn\n\
         Thư đính chính đã xếp vào hàng chờ gửi: vanphong@syt.songlam.example.\n"
    );
    let letter = world.waiting_letter("corrected");
    for said in [
        "báo cáo 6 tháng đầu năm 2024 của Sở Y tế, số tiếp nhận 0002/2024",
        "của Bảo hiểm xã hội tỉnh, số tiếp nhận 0003/2024 (tệp: phu luc.docx)",
        "Số tiếp nhận 0001/2024 không còn giá trị",
    ] {
        assert!(letter.contains(said), "{letter}");
    }
    assert_eq!(world.standing("bhxh", "6-thang", "2024-H1"), "đúng hạn");
    assert!(world.done(&["log"]).contains("tách từ số 1/2024"));
    world.assert_whole();
    let said = world.done(&at_desk(&["undo", "3"]));
    assert!(said.contains("Số 3/2024 tách ra đã được hủy"), "{said}");
    assert!(said.contains("Thư đính chính chưa gửi, đã rút."), "{said}");
    assert_eq!(world.register()[3], "*4/2024 so-y-te 6-thang 2024-H1 v1 First OnTime [bao cao.docx, phu luc.docx]");
    assert_eq!(world.standing("bhxh", "6-thang", "2024-H1"), "chưa gửi");
    world.assert_whole();
    let whole = world.register();
    // Whoever splits once too little: the taking back is itself taken back, from either end, and again.
    world.done(&at_desk(&["undo", "3"]));
    let parted = [
        "*5/2024 so-y-te 6-thang 2024-H1 v1 First OnTime [bao cao.docx]",
        "*6/2024 bhxh 6-thang 2024-H1 v1 First OnTime [phu luc.docx]",
    ];
    assert_eq!(world.register()[4..], parted);
    let said = world.done(&at_desk(&["undo", "6"]));
    assert!(said.contains("Số 6/2024 tách ra đã được hủy"), "{said}");
    assert_eq!(world.register()[6..], [whole[3].replace("4/2024", "7/2024")]);
    world.done(&at_desk(&["undo", "7"]));
    let standing: Vec<String> = world.register().into_iter().filter(|line| line.starts_with('*')).collect();
    assert_eq!(standing, parted.map(|line| line.replace("*5/", "*8/").replace("*6/", "*9/")));
    world.assert_whole();
}

#[test]
fn paper_is_recorded_with_the_extension_it_was_granted() {
    let world = World::on("2024-06-24T09:00");
    let half = ["--unit", "so-y-te", "--report", "6-thang", "--period", "2024-H1"];
    world.done(&[&["extend"], &half[..], &["--until", "24/6/2024"], &WHY].concat());
    let said = world.done(&at_desk(&[&["record"], &half[..]].concat()));
    assert_eq!(said, "Đã vào sổ số 1/2024: Sở Y tế; Báo cáo 6 tháng đầu năm 2024; đúng hạn.\n");
    let said = world.refused(&at_desk(&["record", "--unit", "so-nnmt", "--report", "6-thang", "--period", "2024-H1"]));
    assert!(said.contains("phải gửi: "), "{said}");
    let said = world.done(&at_desk(&["record", "--unit", "bhxh", "--report", "thang", "--period", "2024-05", "--nil"]));
    assert!(said.contains("không phát sinh"), "{said}");
    let said = world.refused(&at_desk(&["undo", "1"]));
    assert!(said.contains("chưa sửa lần nào"), "{said}");
}

#[test]
fn work_that_leaves_no_file_is_recorded_by_a_person() {
    let world = World::of("van-son-2020", "2020-06-25T09:00");
    let asked = ["--unit", "huyen-uy-dai-van", "--report", "giao-ban-cap-huyen", "--period", "2020-H1", "--by", "Tâm"];
    let said = world.done(&[&["record"], &asked[..], &["--channel", "phone", "--why", "đã họp ngày 24/6"]].concat());
    assert!(said.contains("đúng hạn"), "{said}");
    let said = world.refused(&[&["record"], &asked[..], &["--nil"]].concat());
    assert!(said.contains("là một việc phải làm"), "{said}");
    world.done(&at_desk(&["withdraw", "1"]));
    world.assert_whole();
}

#[test]
fn whoever_got_a_receipt_is_told_that_it_is_true_no_more() {
    let mut world = World::on("2024-06-18T09:00");
    world.receives(&half_year("1@syt"));
    world.sends();
    let said = world.done(&at_desk(&["correct", "1", "--unit", "bhxh"]));
    assert!(said.contains("Thư đính chính đã xếp vào hàng chờ gửi: "), "{said}");
    let letter = world.waiting_letter("corrected");
    assert!(letter.contains("Kính gửi: Sở Y tế"), "{letter}");
    assert!(
        letter.contains(
            "được ghi nhận lại là báo cáo 6 tháng đầu năm 2024 của Bảo hiểm xã hội tỉnh; số tiếp nhận 0002/2024"
        ),
        "{letter}"
    );
    assert!(letter.contains("chưa ghi nhận báo cáo 6 tháng đầu năm 2024 của Sở Y tế"), "{letter}");
    // Taken back before it left: nobody is told anything.
    let said = world.done(&at_desk(&["undo", "2/2024"]));
    assert!(said.contains("Thư đính chính chưa gửi, đã rút."), "{said}");
    assert_eq!(world.sends(), 0);
    // Left: the unit is told that it is as it was.
    world.done(&at_desk(&["correct", "3", "--unit", "bhxh"]));
    assert_eq!(world.sends(), 1);
    world.later("2024-06-18T10:00");
    world.done(&at_desk(&["undo", "4/2024"]));
    let letter = world.waiting_letter("corrected");
    assert!(letter.contains("được ghi nhận trở lại là báo cáo 6 tháng đầu năm 2024 của Sở Y tế"), "{letter}");
}

#[test]
fn a_withdrawn_receipt_is_told_and_its_mail_is_looked_at_again() {
    let world = World::on("2024-06-18T09:00");
    world.receives(&half_year("1@syt"));
    world.sends();
    world.done(&at_desk(&["withdraw", "1"]));
    let letter = world.waiting_letter("corrected");
    assert!(letter.contains("Việc tiếp nhận nêu trên được hủy; số tiếp nhận 0001/2024 không còn giá trị."), "{letter}");
    assert!(letter.contains("đang được kiểm tra lại; đơn vị không cần gửi lại tệp"), "{letter}");
}

#[test]
fn what_came_on_paper_and_what_was_told_otherwise_is_not_mailed() {
    let world = World::on("2024-06-18T09:00");
    world.done(&["record", "--unit", "so-y-te", "--report", "6-thang", "--period", "2024-H1", "--by", "Nam"]);
    let said = world.done(&at_desk(&["correct", "1", "--unit", "bhxh"]));
    assert!(!said.contains("đính chính"), "{said}");
    world.receives(&half_year("1@syt"));
    world.sends();
    let said = world.done(&at_desk(&["withdraw", "3", "--quiet"]));
    assert!(!said.contains("đính chính"), "{said}");
    assert_eq!(world.sends(), 0);
}
