//! The forms for figures that reports of a plan name.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use super::reason;
use crate::desk::figures::usable;
use crate::plan::{Plan, paper};
use crate::roster::check::Fault;

/// Opens them, and looks whether they ask for anything.
pub(super) fn forms(folder: &Path, plan: &mut Plan, file: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for report in &mut plan.reports {
        let Some(form) = &mut report.figures_form else { continue };
        let place = format!("báo cáo “{}”", report.id);
        let path = folder.join(&form.name);
        let size = fs::metadata(&path).map(|meta| meta.len());
        let bytes = size.and_then(|size| if size <= paper::LARGEST { fs::read(&path) } else { Ok(Vec::new()) });
        match bytes {
            // The reader of workbooks may panic on what is damaged.
            Ok(bytes) => match catch_unwind(|| usable(&bytes, &form.name)).unwrap_or(Err("tệp hỏng")) {
                Ok(_) => form.bytes = bytes.into(),
                Err(why) => faults.push(Fault::error(
                    file,
                    &place,
                    format!("{}: {why}", form.name),
                    "Biểu số liệu là tệp Excel để trống: một cột tên chỉ tiêu, bên phải là cột có tiêu đề và ô trống; hoặc \
                     một hàng tiêu đề (từ ba cột) với ô trống bên dưới",
                    "sửa biểu theo một trong hai dạng, hoặc bỏ dòng figures_form",
                )),
            },
            Err(error) => faults.push(Fault::error(
                file,
                &place,
                format!("{}: không mở được ({})", form.name, reason(&error)),
                "Tệp nêu ở figures_form nằm cùng thư mục với tệp kế hoạch",
                &format!("chép tệp vào {}, hoặc bỏ dòng ấy", folder.display()),
            )),
        }
    }
    faults
}
