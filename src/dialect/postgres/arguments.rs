//! Bind values -> sqlx's arguments, in the types that the server described.

use super::encode::{encode, Misfit, Param};
use super::temporal::Zone;
use crate::failure::{Failure, FailureKind, Result};
use crate::value::Value;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgStatement, PgTypeInfo, Postgres};
use sqlx::{Arguments, Either, Statement, Type};

/// A bind value on its way into sqlx's buffer.
struct Bound<'a> {
    value: &'a Value,
    param: &'a Param,
    info: &'a PgTypeInfo,
    zone: Zone,
}

impl Type<Postgres> for Bound<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(0))
    }
}

impl<'q> sqlx::Encode<'q, Postgres> for Bound<'_> {
    fn encode_by_ref(
        &self,
        buffer: &mut PgArgumentBuffer,
    ) -> std::result::Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        match encode(self.value, self.param, self.zone, buffer) {
            Ok(true) => Ok(sqlx::encode::IsNull::No),
            Ok(false) => Ok(sqlx::encode::IsNull::Yes),
            Err(Misfit) => Err("misfit".into()),
        }
    }
    fn produces(&self) -> Option<PgTypeInfo> {
        Some(self.info.clone())
    }
}

/// The arguments in the described types; `None` where one does not fit its type.
pub fn arguments(
    binds: &[Value],
    params: &[Param],
    statement: &PgStatement,
    zone: Zone,
) -> Result<Option<PgArguments>> {
    if binds.len() != params.len() {
        let message = format!(
            "bind message supplies {} parameters, but prepared statement \"\" requires {}",
            binds.len(),
            params.len()
        );
        let mut failure = Failure::new(FailureKind::Database, message);
        failure.code = Some("08P01".into());
        return Err(failure);
    }
    let mut arguments = PgArguments::default();
    arguments.reserve(binds.len(), binds.len() * 16);
    let infos = match statement.parameters() {
        Some(Either::Left(infos)) => infos,
        _ => &[],
    };
    for ((value, param), info) in binds.iter().zip(params).zip(infos) {
        if arguments.add(Bound { value, param, info, zone }).is_err() {
            return Ok(None);
        }
    }
    Ok(Some(arguments))
}
