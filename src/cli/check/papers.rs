//! What plans send along against what a letter may hold.

use crate::config::{Fault, Loaded};
use crate::notice::opening::left_out;

/// A warning for each plan whose files do not all go into a letter.
pub(super) fn faults(loaded: &Loaded) -> Vec<Fault> {
    let most = loaded.rules.office.largest_letter;
    let fault = |plan: &crate::plan::Plan| {
        let names = left_out(plan, most);
        let what = format!("tệp kèm thư quá lớn, sẽ không gửi kèm: {}", names.join(", "));
        let rule = "Thư không lớn hơn limits.letter_mb, tính cả phần mã hóa tệp kèm";
        let remedy = "nén hoặc bỏ bớt tệp, gửi riêng cho đơn vị, hoặc tăng letter_mb nếu máy chủ nhận";
        (!names.is_empty()).then(|| Fault::warning("kế hoạch", plan.id.as_str(), what, rule, remedy))
    };
    loaded.rules.plans.plans.iter().filter_map(fault).collect()
}
