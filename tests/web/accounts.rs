//! One's own password, and everybody's accounts for who administers.

use super::{CLERK, LEADER, PASSWORD, Site};

const ADMIN: (&str, &str) = ("quan.tri", "Lê Quản Trị");
const NEW: &str = "Mua thu Ha Noi 1946";

#[test]
fn everybody_changes_the_own_password_and_must_know_the_old_one() {
    let site = Site::open();
    let mut leader = site.logged_in(LEADER);
    leader.get("/tai-khoan");
    assert!(!leader.page.contains("Mọi tài khoản"));
    let wrong = [("viec", "mat-khau-minh"), ("cu", "không phải"), ("moi", NEW), ("moi-lai", NEW)];
    assert!(leader.refused("/tai-khoan", &wrong).body.contains("Mật khẩu đang dùng không đúng"));
    let short = [("viec", "mat-khau-minh"), ("cu", PASSWORD), ("moi", "ngắn"), ("moi-lai", "ngắn")];
    assert!(leader.refused("/tai-khoan", &short).body.contains("ít nhất 10 ký tự"));
    let right = [("viec", "mat-khau-minh"), ("cu", PASSWORD), ("moi", NEW), ("moi-lai", NEW)];
    let answer = leader.post("/tai-khoan", &right);
    assert_eq!(answer.headers["location"], "/dang-nhap?den=%2Ftai-khoan");
    assert_eq!(leader.get("/").status, 303, "the old session has ended");
    assert_eq!(site.browser().log_in(LEADER.0, PASSWORD).status, 403);
    assert_eq!(site.browser().log_in(LEADER.0, NEW).status, 303);
}

#[test]
fn who_administers_adds_and_closes_and_nobody_else_can() {
    let site = Site::open();
    let mut admin = site.logged_in(ADMIN);
    admin.get("/tai-khoan");
    let wish = [
        ("viec", "them"),
        ("ho-ten", "Vũ Thị <i>Mai</i>"),
        ("ten", "mai.vu"),
        ("vai-tro", "chuyen-vien"),
        ("moi", NEW),
        ("moi-lai", NEW),
    ];
    let page = admin.submit("/tai-khoan", &wish).body;
    assert!(page.contains("Vũ Thị &lt;i&gt;Mai&lt;") && page.contains("mai.vu"), "{page}");
    assert_eq!(site.browser().log_in("mai.vu", NEW).status, 303);
    let page = admin
        .submit("/tai-khoan", &[("viec", "vai-tro"), ("ten", "mai.vu"), ("vai-tro", "lanh-dao"), ("ly-do", "đổi việc")])
        .body;
    assert!(page.contains("lãnh đạo (chỉ xem)"), "{page}");
    let page = admin.submit("/tai-khoan", &[("viec", "khoa"), ("ten", "mai.vu"), ("ly-do", "chuyển công tác")]).body;
    assert!(page.contains("Đã khóa tài khoản mai.vu"), "{page}");
    assert_eq!(site.browser().log_in("mai.vu", NEW).status, 403);
    let last = admin.refused("/tai-khoan", &[("viec", "khoa"), ("ten", ADMIN.0), ("ly-do", "nhầm")]).body;
    assert!(last.contains("quản trị cuối cùng"), "{last}");
    let mut clerk = site.logged_in(CLERK);
    clerk.get("/tai-khoan");
    assert_eq!(clerk.post("/tai-khoan", &wish).status, 403);
}
