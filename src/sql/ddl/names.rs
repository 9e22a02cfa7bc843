//! Names that v6 makes itself.

/// `inflection.underscore`: `userId` -> `user_id`. A capital after an underscore keeps its own (`a_B` -> `a__b`).
pub fn underscore(text: &str) -> String {
    let parts: Vec<String> = text
        .split("::")
        .map(|part| {
            let mut out = String::with_capacity(part.len() + 4);
            for c in part.chars() {
                if c.is_ascii_uppercase() {
                    out.push('_');
                }
                out.push(c);
            }
            out.strip_prefix('_').map(str::to_owned).unwrap_or(out)
        })
        .collect();
    parts.join("/").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::underscore;

    #[test]
    fn capitals_become_underscores() {
        assert_eq!(underscore("userId"), "user_id");
        assert_eq!(underscore("User_name"), "user_name");
        assert_eq!(underscore("a_B"), "a__b");
    }
}
