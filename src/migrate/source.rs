//! The files of a folder or a glob, in the order in which they run: the plain order of strings, as v6's tools have it.

use super::glob;
use crate::failure::{Failure, Result};
use sha2::{Digest, Sha256};
use std::cmp::Ordering;
use std::path::{Path, PathBuf};

/// Where migrations lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `any`: the caller has a filter of its own; otherwise files that can be migrations.
    Folder {
        path: PathBuf,
        any: bool,
    },
    Glob {
        pattern: String,
        cwd: PathBuf,
        ignore: Vec<String>,
    },
}

const EXTENSIONS: [&str; 7] = ["js", "cjs", "mjs", "ts", "cts", "mts", "sql"];

/// Absolute paths.
pub fn list(source: &Source) -> Result<Vec<String>> {
    let mut found = match source {
        Source::Folder { path, any } => folder(path, *any)?,
        Source::Glob { pattern, cwd, ignore } => glob::files(pattern, cwd, ignore)?,
    };
    found.sort_by(|a, b| by_utf16(a, b));
    found.dedup();
    Ok(found)
}

/// JavaScript's order of strings.
pub fn by_utf16(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

fn folder(path: &Path, any: bool) -> Result<Vec<String>> {
    let unreadable = |e: std::io::Error| {
        Failure::usage(format!("The folder of migrations {} cannot be read: {e}", path.display()))
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.is_file() && (any || can_be_migration(&file)) {
            found.push(text(&file)?);
        }
    }
    Ok(found)
}

/// By its extension; a declaration file (`.d.ts`) runs nothing.
fn can_be_migration(file: &Path) -> bool {
    let name = file.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let declares = [".d.ts", ".d.cts", ".d.mts"].iter().any(|end| name.ends_with(end));
    !declares
        && name.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && EXTENSIONS.contains(&end))
}

pub fn text(path: &Path) -> Result<String> {
    let text = path.to_str().map(str::to_owned);
    text.ok_or_else(|| {
        Failure::usage(format!("{} is no Unicode text: give the file another name", path.display()))
    })
}

/// SHA-256 of a file's content, in hexadecimal digits.
pub fn checksum(path: &str) -> Result<String> {
    let content = std::fs::read(path)
        .map_err(|e| Failure::usage(format!("The migration {path} cannot be read: {e}")))?;
    Ok(Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The first 64 bits of the SHA-256 of a text.
pub fn key(text: &str) -> i64 {
    Sha256::digest(text.as_bytes()).iter().take(8).fold(0_i64, |key, byte| (key << 8) | i64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_migrations_in_the_order_of_their_names() {
        let folder = std::env::temp_dir().join(format!("sequelize-native-source-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("sub.js")).unwrap();
        for name in ["10-b.js", "9-a.sql", "1-c.ts", "1-c.d.ts", "notes.md", ".js", "é.cjs"] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let found = list(&Source::Folder { path: folder.clone(), any: false }).unwrap();
        let names: Vec<_> = found.iter().map(|f| f.rsplit('/').next().unwrap()).collect();
        assert_eq!(names, ["1-c.ts", "10-b.js", "9-a.sql", "é.cjs"]);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_checksum_is_sha_256() {
        let file = std::env::temp_dir().join(format!("sequelize-native-sum-{}", std::process::id()));
        std::fs::write(&file, "abc").unwrap();
        let sum = checksum(file.to_str().unwrap()).unwrap();
        assert_eq!(sum, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        std::fs::remove_file(file).unwrap();
    }
}
