//! What a browser would be handed: the words, and nothing that acts.

use std::time::Instant;

use proptest::prelude::*;

use super::*;

fn written(html: &str) -> Clean {
    let picture = |id: &str| (id == "anh@x").then(|| "/thu/5/tep/1?xem=1".to_owned());
    let clean = clean(&[Face::Html(html.to_owned())], &picture);
    nests(&clean.markup).unwrap_or_else(|fault| panic!("{fault}\n{html}\n{}", clean.markup));
    clean
}

fn markup(html: &str) -> String {
    written(html).markup
}

/// Every tag that may be written, attributes and all.
const TAGS: &str = r#"(?x) ^ (?:
    <(?:br|hr)>
  | <(?:b|i|u|s|sub|sup|code|small|div|blockquote|ul|ol|li|table|tr|td|p|pre)>
  | </(?:b|i|u|s|sub|sup|code|small|a|div|blockquote|ul|ol|li|table|tr|td|p|pre)>
  | <(?:p|div|blockquote|pre|tr)\ class="(?:heading|bold|italic|underlined|struck|shaded|centre|right|justified|\ )+">
  | <table\ class="ruled"> | <small\ class="to"> | <ol\ start="\d{1,4}">
  | <td(?:\ class="(?:heading|bold|italic|underlined|struck|shaded|centre|right|justified|\ )+")?(?:\ colspan="\d{1,3}")?(?:\ rowspan="\d{1,3}")?>
  | <a\ href="(?:https?://|mailto:)[^"<>'\s]*"\ rel="noopener\ noreferrer\ nofollow"\ target="_blank">
  | <img\ src="/thu/5/tep/1\?xem=1"\ alt="[^"<>]*"\ loading="lazy"(?:\ width="\d{1,4}")?(?:\ height="\d{1,4}")?>
) $"#;

/// Whether the markup has only those tags, and nests so that every browser builds the same tree from it.
fn nests(markup: &str) -> Result<(), String> {
    let tag = regex::Regex::new(TAGS).unwrap();
    let lines = ["b", "i", "u", "s", "sub", "sup", "code", "small", "a"];
    let mut open: Vec<&str> = Vec::new();
    for piece in markup.split('<').skip(1) {
        let (inside_tag, words) = piece.split_once('>').ok_or("a tag never ends")?;
        let whole = format!("<{inside_tag}>");
        if !tag.is_match(&whole) {
            return Err(format!("{whole} is none of ours"));
        }
        let name = inside_tag.split(' ').next().unwrap();
        if let Some(name) = inside_tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> ends nothing"));
            }
            continue;
        }
        let inside = open.last().copied().unwrap_or("div");
        let line = lines.contains(&name) || matches!(name, "br" | "img");
        let fits = match name {
            "tr" => inside == "table",
            "td" => inside == "tr",
            "li" => matches!(inside, "ul" | "ol"),
            "a" => !open.contains(&"a") && !matches!(inside, "table" | "tr" | "ul" | "ol"),
            _ if line => !matches!(inside, "table" | "tr" | "ul" | "ol"),
            _ => matches!(inside, "div" | "blockquote" | "li" | "td"),
        };
        if !fits {
            return Err(format!("<{name}> inside <{inside}>"));
        }
        if !matches!(name, "br" | "hr" | "img") {
            open.push(name);
        }
        let bare = matches!(open.last(), Some(&("table" | "tr" | "ul" | "ol")));
        if bare && !words.trim().is_empty() {
            return Err(format!("words directly in <{name}>"));
        }
    }
    if open.is_empty() && !markup.contains('\0') { Ok(()) } else { Err(format!("{open:?} never end")) }
}

#[test]
fn what_offices_write_keeps_its_shape() {
    let html = "<html><head><title>x</title><style>p{color:red}</style></head><body lang=VI><h2>Kính gửi</h2>\
        <p class=MsoNormal style='margin:0'><b><span style='font-size:14pt'>Báo&nbsp;cáo</span> 6 tháng</b><o:p></o:p></p>\
        <ol start=3><li>một<li>hai</ol><ul><li><i>ba</i></ul>\
        <table border=1 class=MsoTableGrid><tbody><tr><th colspan=2>Chỉ tiêu</th></tr><tr><td>Lớp<td rowspan='2'>12</table></body></html>";
    assert_eq!(
        markup(html),
        "<p class=\"heading\">Kính gửi</p><p><b>Báo cáo 6 tháng</b></p>\
         <ol start=\"3\"><li>một</li><li>hai</li></ol><ul><li><i>ba</i></li></ul>\
         <table class=\"ruled\"><tr><td class=\"heading\" colspan=\"2\">Chỉ tiêu</td></tr>\
         <tr><td>Lớp</td><td rowspan=\"2\">12</td></tr></table>"
    );
}

#[test]
fn nothing_that_acts_is_written() {
    for (html, left) in [
        ("a<script>alert(1)</script>b", "ab"),
        ("a<SCRIPT/x>alert(1)</sCrIpT >b", "ab"),
        ("<b onclick=alert(1) style=\"position:fixed\" class=top id=loi>a</b>", "<b>a</b>"),
        ("<svg onload=alert(1)><script>alert(2)</script><a xlink:href='javascript:x'>a</a></svg>", "a"),
        (
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "<table></table>",
        ),
        ("<meta http-equiv=refresh content='0;url=//x'><base href='//x/'><link rel=stylesheet href='//x'>a", "a"),
        (
            "<form action='//x'><input name=p value=v><button formaction='javascript:x'>Gửi</button></form>",
            "<div>Gửi</div>",
        ),
        ("<iframe srcdoc='<script>'></iframe><object data=x><embed src=x>a", "a"),
        ("<style>@import '//x';body{display:none}</style>a", "a"),
        ("<a href=\"javascript:alert(1)\">a</a><a href='JAVA&#10;script:x'>b</a><a href=data:text/html,x>c</a>", "abc"),
        ("<a href=\"jav&#x09;ascript&colon;alert(1)\">a</a>", "a"),
        ("<img src=x onerror=alert(1)><img src=\"https://x.example/a.gif\" alt='Biểu trưng'>", "[Biểu trưng]"),
        ("<img src='data:image/svg+xml,<svg onload=alert(1)>'><img srcset='//x 1x'>", ""),
        ("<p title='</p><script>alert(1)</script>'>a", "<p>a</p>"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<p></p>"),
        ("<textarea></textarea><xmp><b>a</b></xmp><plaintext>b", "<pre><b>a</b></pre>b"),
        ("<!--><img src=x>a--><!-- <b> -->b<![CDATA[<c>]]>", "a--&gt;b]]&gt;"),
    ] {
        assert_eq!(markup(html), left, "{html}");
    }
}

#[test]
fn nobody_closes_what_stands_round_it() {
    for (html, left) in [
        ("</div></main></body></html>a", "a"),
        ("<div><table>a</div></div></table></div>b", "<div><table><tr><td>a</td></tr></table></div>b"),
        (
            "<table><tr><td>a<div><table>b</table></div></div>c",
            "<table><tr><td>a<div><table><tr><td>b</td></tr></table></div>c</td></tr></table>",
        ),
        ("<p>a<div>b</p>c", "<p>a</p><div>bc</div>"),
        ("<b>a<p>b</b>c", "<b>a</b><p><b>b</b>c</p>"),
        ("<b><i>a</b>b</i>c", "<b><i>a</i></b><i>b</i>c"),
        ("<b>a<table><td>b</table>c", "<b>a</b><table><tr><td>b</td></tr></table><b>c</b>"),
        ("<td>a<tr>b<li>c", "ab<ul><li>c</li></ul>"),
        ("<table><caption>a</caption>b<tr>c", "<table><tr><td><div>a</div>b</td></tr><tr><td>c</td></tr></table>"),
        ("<a href=http://x.example>a<a href=http://y.example>b</a>", ""),
    ] {
        let written = markup(html);
        assert!(left.is_empty() || written == left, "{html}\n{written}\n{left}");
    }
}

#[test]
fn a_link_says_where_it_leads() {
    let rel = "rel=\"noopener noreferrer nofollow\" target=\"_blank\"";
    assert_eq!(
        markup("<a href=\"https://la.example/x?a=1&amp;b=2\">https://vanson.example</a>."),
        format!(
            "<a href=\"https://la.example/x?a=1&amp;b=2\" {rel}>https://vanson.example</a> <small class=\"to\">(https://la.example/x?a=1&amp;b=2)</small>."
        )
    );
    assert_eq!(
        markup("<a href=\"https://x.example/\">x.example</a> <a href=mailto:a@x.example>a@x.example</a>"),
        format!(
            "<a href=\"https://x.example/\" {rel}>x.example</a> <a href=\"mailto:a@x.example\" {rel}>a@x.example</a>"
        )
    );
    let pictured = markup("<table><td><a href=https://x.example/><img src=cid:anh@x alt=Logo width=40px height=99999>");
    assert!(pictured.ends_with("<img src=\"/thu/5/tep/1?xem=1\" alt=\"Logo\" loading=\"lazy\" width=\"40\"></a> <small class=\"to\">(https://x.example/)</small></td></tr></table>"), "{pictured}");
}

#[test]
fn pictures_of_the_mail_are_shown_and_no_others() {
    let page = written("<img src='CID:Anh%40X'><img src=cid:la@x><img src=https://x.example/a.png><img>");
    assert_eq!(page.markup, "<img src=\"/thu/5/tep/1?xem=1\" alt=\"Ảnh trong thư\" loading=\"lazy\">");
    assert_eq!(page.left_out, 3);
}

#[test]
fn accents_melt_into_no_bracket_and_nothing_turns_the_text_round() {
    assert_eq!(markup("<b>\u{338}a</b>&gt;\u{338}"), "<b>\u{338}a</b>\u{226f}");
    assert_eq!(markup("a\u{202e}gpj.exe\u{200b}\u{0}"), "agpj.exe");
}

#[test]
fn plain_parts_stand_beside_pages() {
    let faces = [Face::Plain("Kính gửi <Ban>\n\n\n\n\n\nhết".to_owned()), Face::Html("<p>b".to_owned())];
    let page = clean(&faces, &|_| None);
    assert_eq!(page.markup, "Kính gửi &lt;Ban&gt;<br><br><br>hết<br><p>b</p>");
}

#[test]
fn hostile_pages_end_soon_stay_small_and_shallow() {
    for unit in [
        "<div>",
        "<ul><li>",
        "<b>",
        "<table><tr><td>",
        "<table>",
        "<a href=//x>",
        "<b><p>",
        "<blockquote>a",
        "<br>",
        "<td>",
        "<a b=\"",
        "<a b='\">",
        "<!-",
        "<!--",
        "</",
        "<script></",
        "&",
        "<p",
        "<a href=http://x.example>a",
        "</table>",
        "</b>",
        "<tr>a",
        "<img alt=a>",
        "<h1>",
        "<font ",
        "<p a=b c=d e='f' ",
        "<ol start=2>",
        "<td style='border:solid'>x",
    ] {
        let html = unit.repeat(5_000_000 / unit.len());
        let begin = Instant::now();
        let page = written(&html);
        assert!(page.markup.len() < MOST + 20_000, "{unit}: {}", page.markup.len());
        assert!(begin.elapsed().as_secs() < 10, "{unit}: {:?}", begin.elapsed());
        let (mut depth, mut deepest) = (0_i64, 0);
        for piece in
            page.markup.split('<').skip(1).filter(|piece| !piece.starts_with("br>") && !piece.starts_with("hr>"))
        {
            depth += if piece.starts_with('/') { -1 } else { 1 };
            deepest = deepest.max(depth);
        }
        assert!(deepest < 90, "{unit}: {deepest}");
    }
}

proptest! {
    #[test]
    fn whatever_is_asked_for_nests(tags in prop::collection::vec(soup(), 0..60)) {
        let html = tags.concat();
        let page = clean(&[Face::Html(html)], &|_| Some("/thu/5/tep/1?xem=1".to_owned()));
        prop_assert_eq!(nests(&page.markup), Ok(()));
    }
}

/// A tag that may stand anywhere, or a word.
fn soup() -> impl Strategy<Value = String> {
    const NAMES: [&str; 24] = [
        "p",
        "div",
        "b",
        "i",
        "a href=https://x.example/",
        "table",
        "tr",
        "td",
        "th",
        "ul",
        "ol",
        "li",
        "h1",
        "pre",
        "blockquote",
        "br",
        "hr",
        "img src=cid:a",
        "caption",
        "dl",
        "u",
        "script",
        "svg",
        "tbody",
    ];
    prop_oneof![
        prop::sample::select(&NAMES[..]).prop_map(|name| format!("<{name}>")),
        prop::sample::select(&NAMES[..]).prop_map(|name| format!("</{}>", name.split(' ').next().unwrap())),
        "[ a-cđ<>&\"']{0,6}",
    ]
}

#[test]
fn what_a_style_says_of_words_is_kept_in_names_of_ours() {
    for (sent, shown) in [
        ("<span style=\"font-weight:bold; color:red\">gấp</span> nhé", "<b>gấp</b> nhé"),
        ("<span style='FONT-WEIGHT: 700;font-style:italic'>a<span>b</span></span>c", "<b><i>ab</i></b>c"),
        ("<span style='text-decoration: line-through'>cũ</span>", "<s>cũ</s>"),
        ("<p align=right>Vân Sơn</p>", "<p class=\"right\">Vân Sơn</p>"),
        (
            "<p style='text-align:center; font-weight: bold !important'>BÁO CÁO</p>",
            "<p class=\"bold centre\">BÁO CÁO</p>",
        ),
        ("<center>CỘNG HÒA</center>", "<div class=\"centre\">CỘNG HÒA</div>"),
        ("<h2 style='text-align:center'>A</h2>", "<p class=\"heading centre\">A</p>"),
        (
            "<table border=1><tr style='background:#ddebf7'><th bgcolor=yellow colspan=2>STT</th></tr></table>",
            "<table class=\"ruled\"><tr class=\"shaded\"><td class=\"heading shaded\" colspan=\"2\">STT</td></tr></table>",
        ),
        (
            "<table><tr><td style='background-color: #FFFFFF; text-align: right'>5</td></tr></table>",
            "<table><tr><td class=\"right\">5</td></tr></table>",
        ),
    ] {
        assert_eq!(markup(sent), shown, "{sent}");
    }
}

#[test]
fn a_style_hides_moves_and_fetches_nothing() {
    for sent in [
        "<p style='display:none'>x</p>",
        "<p style='position:fixed;top:0;left:0;width:100%;height:100%'>x</p>",
        "<p style='background:url(https://theo-doi.example/a.gif)'>x</p>",
        "<p style='font-size:0;color:#fff;opacity:0'>x</p>",
        "<p style='text-align:center\\;}</style><script>'>x</p>",
        "<p class='flash fault' id='loi' style='font-weight:javascript:alert(1)'>x</p>",
        "<p style='background: expression(alert(1))'>x</p>",
    ] {
        assert_eq!(markup(sent), "<p>x</p>", "{sent}");
    }
    let deep = format!("{}x{}y", "<span style='font-weight:bold'>".repeat(5_000), "</span>".repeat(5_000));
    assert!(markup(&deep).ends_with("y") && markup(&deep).contains('x'));
}
