//! Who may use whom, and what may stand where: every breach fails with file:line.

mod javascript;
mod layers;
mod rust;
mod source;

use std::path::{Path, PathBuf};

/// A place where a rule is broken.
pub struct Breach {
    pub file: String,
    pub line: usize,
    pub what: String,
}

/// The project's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files under a folder with one of these endings, as paths relative to the project.
pub fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|end| path.extension().is_some_and(|e| e == *end)) {
                found.push(path.strip_prefix(root()).expect("inside the project").to_owned());
            }
        }
    }
    found.sort();
    found
}

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(root().join(path)).expect("a readable source file")
}

/// Fails with every breach, one a line.
pub fn none(breaches: Vec<Breach>) {
    let text: Vec<String> = breaches.iter().map(|b| format!("{}:{}: {}", b.file, b.line, b.what)).collect();
    assert!(text.is_empty(), "\n{}\n", text.join("\n"));
}
