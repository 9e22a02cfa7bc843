//! What the wires of MySQL and MariaDB do differently, because v6's two drivers do.

/// One per dialect, in its own folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flavor {
    /// DECIMAL as a number where no option says otherwise.
    pub decimals_as_numbers: bool,
    /// `bigNumberStrings` makes text of every BIGINT, or only of those that a number cannot hold.
    pub all_big_numbers_as_text: bool,
    /// SET as a list.
    pub sets_as_lists: bool,
    /// Without v6's parsers, shapes are `{x, y}`.
    pub plain_geometry: bool,
}
