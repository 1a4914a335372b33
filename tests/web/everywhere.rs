//! Every page, for everybody: wide and narrow, light and dark, judged by axe-core; with the longest and strangest words.

use super::CLERK;
use super::chromium::{Chromium, Seat};
use super::hostile::{named, office};
use super::morning::at;
use super::pages::walk;

/// A desk, and the narrowest window that a page must fit (WCAG 2.2, 1.4.10).
const WIDE: (u32, u32) = (1280, 900);
const NARROW: (u32, u32) = (320, 740);

/// What is wrong with the page that is open. All rules wide and light, and narrow and dark; of the other two, which
/// differ in their colours only, the colours.
fn faults(browser: &Chromium, address: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (window, dark, all) in [(WIDE, false, true), (WIDE, true, false), (NARROW, false, false), (NARROW, true, true)]
    {
        browser.looks(window, dark);
        let found = if all { browser.faults_of_access() } else { browser.faults_of_contrast() };
        let look = format!("{address}, {} px{}", window.0, if dark { ", dark" } else { "" });
        faults.extend(found.into_iter().map(|fault| format!("{look}: {fault}")));
        match browser.overflow() {
            0 => {}
            wider => faults.push(format!("{look}: {wider} px wider than the window")),
        }
    }
    browser.looks(WIDE, false);
    faults
}

#[test]
fn every_page_can_be_read_by_everybody() {
    let site = office();
    let named = named(&site);
    let browser = Chromium::open(Seat::DESK);
    browser.go(&site.base);
    let mut found = faults(&browser, "dang-nhap.html");
    drop(browser);
    for who in [CLERK, ("quan.tri", "Lê Quản Trị")] {
        let browser = at(&site, Seat::DESK, who);
        if who == CLERK {
            walk(&browser, &site.base, &named, |address| found.extend(faults(&browser, address)));
        } else {
            // Only who administers sees everybody's accounts.
            browser.go(&format!("{}/tai-khoan", site.base));
            browser.sees("Thêm người dùng");
            found.extend(faults(&browser, "/tai-khoan of who administers"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
