//! Text to JSON, in Latin-1: everything above U+00FF is escaped, so that V8 keeps one byte a character
//! and the text crosses the border by a plain copy.

/// Appends `text` as a JSON string literal.
pub fn push_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    push_escaped(out, text, true);
    out.push(b'"');
}

/// Appends a number; false where JSON has none like it.
pub fn push_number(out: &mut Vec<u8>, n: f64) -> bool {
    if !n.is_finite() {
        return false;
    }
    let whole = n as i64;
    // Up to 2^53 a whole number prints as an integer, but for -0.
    if whole as f64 == n && whole.unsigned_abs() < 1 << 53 && !(whole == 0 && n.is_sign_negative()) {
        out.extend_from_slice(whole.to_string().as_bytes());
    } else {
        out.extend_from_slice(format!("{n:e}").as_bytes());
    }
    true
}

/// Appends text that is JSON already. Outside its strings JSON is ASCII, so escaping what is not
/// keeps it valid.
pub fn push_json(out: &mut Vec<u8>, text: &str) {
    push_escaped(out, text, false);
}

fn push_escaped(out: &mut Vec<u8>, text: &str, quote: bool) {
    let bytes = text.as_bytes();
    let plain = |b: u8| b < 0x80 && (!quote || (b >= 0x20 && b != b'"' && b != b'\\'));
    let mut from = 0;
    let mut at = 0;
    while at < bytes.len() {
        if plain(bytes[at]) {
            at += 1;
            continue;
        }
        out.extend_from_slice(&bytes[from..at]);
        // `at` is a character boundary: only whole ASCII characters were skipped.
        let Some(c) = text[at..].chars().next() else { break };
        push_char(out, c, quote);
        at += c.len_utf8();
        from = at;
    }
    out.extend_from_slice(&bytes[from..]);
}

fn push_char(out: &mut Vec<u8>, c: char, quote: bool) {
    match c {
        '"' if quote => out.extend_from_slice(b"\\\""),
        '\\' if quote => out.extend_from_slice(b"\\\\"),
        '\n' if quote => out.extend_from_slice(b"\\n"),
        '\r' if quote => out.extend_from_slice(b"\\r"),
        '\t' if quote => out.extend_from_slice(b"\\t"),
        c if (c as u32) < 0x20 && quote => push_unit(out, c as u16),
        c if (c as u32) <= 0xFF => out.push(c as u8),
        c => {
            let mut units = [0u16; 2];
            for unit in c.encode_utf16(&mut units) {
                push_unit(out, *unit);
            }
        }
    }
}

fn push_unit(out: &mut Vec<u8>, unit: u16) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        out.push(HEX[usize::from(unit >> shift) & 15]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        push_string(&mut out, text);
        out
    }

    #[test]
    fn plain_text_is_copied() {
        assert_eq!(string("abc"), b"\"abc\"");
    }

    #[test]
    fn quotes_controls_and_backslashes_are_escaped() {
        assert_eq!(string("a\"b\\c\n\u{1}"), b"\"a\\\"b\\\\c\\n\\u0001\"");
    }

    #[test]
    fn latin1_is_one_byte_and_the_rest_is_escaped() {
        assert_eq!(string("é€"), b"\"\xe9\\u20ac\"");
        assert_eq!(string("😀"), b"\"\\ud83d\\ude00\"");
    }

    #[test]
    fn json_keeps_its_own_escapes() {
        let mut out = Vec::new();
        push_json(&mut out, "{\"a\":\"\\n€\"}");
        assert_eq!(out, b"{\"a\":\"\\n\\u20ac\"}");
    }
}
