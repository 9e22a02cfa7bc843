//! SELECT -> text.

use super::Writer;
use crate::ast::Select;
use crate::failure::{Failure, Result};

impl Writer<'_> {
    pub fn select(&mut self, _select: &Select) -> Result<()> {
        Err(Failure::not_supported("SELECT"))
    }
}
