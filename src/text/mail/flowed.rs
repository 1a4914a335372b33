//! Plain text whose lines flow (RFC 3676).

/// Undoes `format=flowed` (RFC 3676): lines that end in a space go on; `delsp` says that this space is not text.
pub(super) fn unflowed(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.chars().take_while(|c| *c == '>').count();
        let content = line.get(depth..).unwrap_or_default();
        let content = content.strip_prefix(' ').unwrap_or(content);
        let flows = content.ends_with(' ') && content != "-- ";
        if open != Some(depth) || content == "-- " {
            if !out.is_empty() {
                out.push('\n');
            }
            out.extend(std::iter::repeat_n('>', depth));
            if depth > 0 {
                out.push(' ');
            }
        }
        out.push_str(if flows && delsp { content.strip_suffix(' ').unwrap_or(content) } else { content });
        open = flows.then_some(depth);
        if !flows && out.is_empty() {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flowed_lines_are_joined_again() {
        assert_eq!(
            unflowed("Kính gửi \nBan Tuyên giáo\n> cũ \n> hơn\n-- \nVăn thư", false),
            "Kính gửi Ban Tuyên giáo\n> cũ hơn\n-- \nVăn thư"
        );
        assert_eq!(unflowed("khoa \ngiáo", true), "khoagiáo");
        assert_eq!(unflowed("a\n\n b", false), "a\n\nb");
    }
}
