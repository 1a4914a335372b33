//! Scenes.

use super::*;

const REPORT: &[u8] = include_bytes!("../../../tests/data/files/scan-so-y-te.pdf");
const FAX: &[u8] = include_bytes!("../../../tests/data/files/scan-huyen-uy.pdf");
const PHOTOGRAPH: &[u8] = include_bytes!("../../../tests/data/files/anh-giay-moi.jpg");

/// A PDF of one page that draws each of these pictures: dictionary entries and samples.
fn pdf(pictures: &[(&str, &[u8])]) -> Vec<u8> {
    let named =
        |count: usize| (0..count).zip(5..).map(|(at, object)| format!("/P{at} {object} 0 R ")).collect::<String>();
    let drawn: String = (0..pictures.len()).map(|at| format!("/P{at} Do ")).collect();
    let mut objects: Vec<Vec<u8>> = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned(),
        // One picture more than the page draws, as where all pages share a list.
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << {} /Q 5 0 R >> >> >>",
            named(pictures.len())
        ),
        format!("<< /Length {} >>\nstream\n{drawn}\nendstream", drawn.len()),
    ]
    .map(String::into_bytes)
    .to_vec();
    for (entries, samples) in pictures {
        let head = format!("<< /Type /XObject /Subtype /Image {entries} /Length {} >>\nstream\n", samples.len());
        objects.push([head.as_bytes(), *samples, b"\nendstream"].concat());
    }
    let (mut file, mut table) = (b"%PDF-1.4\n".to_vec(), String::from("0000000000 65535 f \n"));
    for (number, object) in (1..).zip(&objects) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let (at, count) = (file.len(), objects.len().saturating_add(1));
    let end = format!("xref\n0 {count}\n{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n");
    file.extend_from_slice(end.as_bytes());
    file
}

fn first(pictures: &[(&str, &[u8])]) -> Sight {
    page(&pdf(pictures), FileKind::Pdf, 0)
}

fn picture(sight: Sight) -> Vec<u8> {
    match sight {
        Sight::Picture(bytes) => bytes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_jpeg_goes_out_as_it_came_in() {
    assert!(picture(page(REPORT, FileKind::Pdf, 0)).starts_with(b"\xff\xd8\xff"));
    assert_eq!(picture(page(PHOTOGRAPH, FileKind::Picture, 0)), PHOTOGRAPH);
    assert_eq!(page(REPORT, FileKind::Pdf, 1), Sight::Nothing);
    assert_eq!(page(PHOTOGRAPH, FileKind::Picture, 1), Sight::Nothing);
}

#[test]
fn fax_codes_get_the_header_of_a_tiff_of_the_same_size() {
    let tiff = picture(page(FAX, FileKind::Pdf, 0));
    assert_eq!(size(&tiff), Some((1654, 2338)));
}

const GREY: &str = "/Width 600 /Height 800 /ColorSpace /DeviceGray /BitsPerComponent 8";
const COLOUR: &str = "/Width 600 /Height 800 /ColorSpace /DeviceRGB /BitsPerComponent 8";
const BITS: &str = "/Width 601 /Height 800 /ColorSpace /DeviceGray /BitsPerComponent 1";

#[test]
fn plain_samples_become_a_portable_map() {
    let map = picture(first(&[(GREY, &[7; 480_000])]));
    assert!(map.starts_with(b"P5\n600 800\n255\n\x07") && map.len() == 480_015);
    let map = picture(first(&[(COLOUR, &[3, 6, 9].repeat(480_000))]));
    assert!(map.starts_with(b"P5\n600 800\n255\n\x06") && map.len() == 480_015);
    // 601 pixels are 76 bytes; black and white change places.
    let map = picture(first(&[(BITS, &[0xf0; 60_800])]));
    assert!(map.starts_with(b"P4\n601 800\n\x0f") && map.len() == 60_811);
    let map = picture(first(&[(&format!("{BITS} /Decode [1 0]"), &[0xf0; 60_800])]));
    assert!(map.starts_with(b"P4\n601 800\n\xf0"));
}

#[test]
fn what_is_not_one_picture_that_we_know_must_be_drawn() {
    let grey = [7; 480_000];
    assert_eq!(first(&[]), Sight::Drawn, "letters or lines");
    assert_eq!(first(&[(GREY, &grey), (GREY, &grey)]), Sight::Drawn, "strips or layers");
    for (entries, samples) in [
        (GREY, &grey[..1000]),
        ("/Width 20000 /Height 20000 /ColorSpace /DeviceGray /BitsPerComponent 8", &grey),
        ("/Width 100 /Height 50 /ColorSpace /DeviceGray /BitsPerComponent 8", &grey),
        ("/Width 600 /Height 800 /ColorSpace [/Indexed /DeviceRGB 1 <000000ffffff>] /BitsPerComponent 1", &grey),
        ("/Width 600 /Height 800 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode", &grey),
        ("/Width 600 /Height 800 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode", &grey),
        ("/Width -600 /Height 800 /ColorSpace /DeviceGray /BitsPerComponent 8", &grey),
    ] {
        assert_eq!(first(&[(entries, samples)]), Sight::Drawn, "{entries}");
    }
}

#[test]
fn a_header_that_lies_or_ends_early_is_no_page() {
    for length in 0..PHOTOGRAPH.len().min(800) {
        let _ = size(&PHOTOGRAPH[..length]);
    }
    let tiff = picture(page(FAX, FileKind::Pdf, 0));
    for length in 0..140 {
        let _ = size(&tiff[..length]);
    }
    assert_eq!(size(b"MM\0*\xff\xff\xff\xff"), None);
    assert_eq!(size(b"/etc/passwd\n/etc/hostname\n"), None, "a list of files is no picture");
}

#[test]
fn noise_is_no_reading() {
    assert_eq!(
        legible("Báo cáo kết quả công tác khoa giáo quý I\u{c}\n".as_bytes()).unwrap(),
        "Báo cáo kết quả công tác khoa giáo quý I"
    );
    assert_eq!(legible(b"~ | \\ .. xq"), None);
    assert_eq!(legible(&b"brq xwz kjj ptk vvf qq zzw lrt ".repeat(10)), None);
    assert_eq!(legible(&[0xff; 400]), None);
}
