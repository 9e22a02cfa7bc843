//! What type numbers mean: those of pg_type.dat by heart, the others as this connection has learned them.

use super::decode::WireType;
use std::collections::HashMap;

/// A type as far as the wire needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    pub name: String,
    pub wire: WireType,
    /// The element's number, where it is an array.
    pub element: u32,
}

/// Number, name, number of its array (0: none that is read here), how it travels.
/// <https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat>
const SCALARS: [(u32, &str, u32, WireType); 41] = [
    (16, "bool", 1000, WireType::Bool),
    (17, "bytea", 1001, WireType::Bytea),
    (18, "char", 1002, WireType::Text),
    (19, "name", 1003, WireType::Text),
    (20, "int8", 1016, WireType::Int8),
    (21, "int2", 1005, WireType::Int2),
    (23, "int4", 1007, WireType::Int4),
    (25, "text", 1009, WireType::Text),
    (26, "oid", 1028, WireType::Oid),
    (28, "xid", 0, WireType::Unsigned),
    (29, "cid", 0, WireType::Unsigned),
    (114, "json", 199, WireType::Json),
    (142, "xml", 0, WireType::Text),
    (600, "point", 1017, WireType::Point),
    (650, "cidr", 651, WireType::Inet),
    (700, "float4", 1021, WireType::Float4),
    (701, "float8", 1022, WireType::Float8),
    (705, "unknown", 0, WireType::Text),
    (718, "circle", 0, WireType::Circle),
    (774, "macaddr8", 0, WireType::Mac),
    (829, "macaddr", 1040, WireType::Mac),
    (869, "inet", 1041, WireType::Inet),
    (1042, "bpchar", 1014, WireType::Text),
    (1043, "varchar", 1015, WireType::Text),
    (1082, "date", 1182, WireType::Date),
    (1083, "time", 1183, WireType::Time),
    (1114, "timestamp", 1115, WireType::Timestamp),
    (1184, "timestamptz", 1185, WireType::Timestamptz),
    (1186, "interval", 1187, WireType::Interval),
    (1266, "timetz", 1270, WireType::Timetz),
    (1560, "bit", 1561, WireType::Bit),
    (1562, "varbit", 1563, WireType::Bit),
    (1700, "numeric", 1231, WireType::Numeric),
    (1790, "refcursor", 0, WireType::Text),
    (2275, "cstring", 0, WireType::Text),
    (2278, "void", 0, WireType::Text),
    (2950, "uuid", 2951, WireType::Uuid),
    (3802, "jsonb", 3807, WireType::Jsonb),
    (4072, "jsonpath", 0, WireType::Versioned),
    // Composite results come as text.
    (2249, "record", 0, WireType::Opaque),
    (3614, "tsvector", 0, WireType::Opaque),
];

/// Number, name, number of its array, number of its bounds' type.
const RANGES: [(u32, &str, u32, u32); 6] = [
    (3904, "int4range", 3905, 23),
    (3906, "numrange", 3907, 1700),
    (3908, "tsrange", 3909, 1114),
    (3910, "tstzrange", 3911, 1184),
    (3912, "daterange", 3913, 1082),
    (3926, "int8range", 3927, 20),
];

fn boxed(oid: u32) -> Box<WireType> {
    Box::new(scalar(oid).map_or(WireType::Opaque, |t| t.wire))
}

fn plain(name: &str, wire: WireType) -> Type {
    Type { name: name.to_owned(), wire, element: 0 }
}

fn array_of(element: u32, of: &Type) -> Type {
    let wire = match &of.wire {
        WireType::Opaque => WireType::Opaque,
        // node-postgres leaves these as text.
        wire if matches!(element, 18 | 19) => WireType::ArrayText(Box::new(wire.clone())),
        wire => WireType::Array(Box::new(wire.clone())),
    };
    Type { name: format!("{}[]", of.name), wire, element }
}

fn scalar(oid: u32) -> Option<Type> {
    SCALARS.iter().find(|(n, ..)| *n == oid).map(|(_, name, _, wire)| plain(name, wire.clone()))
}

fn range(oid: u32) -> Option<Type> {
    let (_, name, _, bound) = RANGES.iter().find(|(n, ..)| *n == oid)?;
    Some(plain(name, WireType::Range(boxed(*bound))))
}

/// The types of pg_type.dat that have a form of their own here.
fn builtin(oid: u32) -> Option<Type> {
    match oid {
        22 => return Some(plain("int2vector", WireType::Vector(boxed(21)))),
        30 => return Some(plain("oidvector", WireType::Vector(Box::new(WireType::Unsigned)))),
        _ => {}
    }
    scalar(oid).or_else(|| range(oid)).or_else(|| {
        let scalars = SCALARS.iter().map(|(n, _, array, _)| (*n, *array));
        let ranges = RANGES.iter().map(|(n, _, array, _)| (*n, *array));
        let (element, _) = scalars.chain(ranges).find(|(_, array)| *array == oid && oid != 0)?;
        Some(array_of(element, &scalar(element).or_else(|| range(element))?))
    })
}

/// A row of pg_type, as the connection asks for it.
#[derive(Debug, Clone, Default)]
pub struct Described {
    pub oid: u32,
    pub name: String,
    /// pg_type.typtype: `b`, `c`, `d`, `e`, `p`, `r`, `m`.
    pub kind: String,
    /// The element of a true array, the base of a domain, the bounds' type of a range; else 0.
    pub inner: u32,
}

/// Beyond pg_type.dat, what this connection has learned.
#[derive(Default)]
pub struct Types(HashMap<u32, Type>);

impl Types {
    /// `None`: a number that says nothing yet.
    pub fn get(&self, oid: u32) -> Option<Type> {
        builtin(oid).or_else(|| self.0.get(&oid).cloned())
    }

    /// Takes what the server said. False while a type that one of them is made of is still unknown.
    pub fn learn(&mut self, described: &Described) -> bool {
        let inner = match described.inner {
            0 => None,
            oid => match self.get(oid) {
                Some(inner) => Some(inner),
                None => return false,
            },
        };
        let name = described.name.as_str();
        let learned = match (described.kind.as_str(), inner) {
            ("e", _) => plain(name, WireType::Text),
            ("d", Some(base)) => Type { name: name.to_owned(), ..base },
            ("r", Some(bound)) if bound.wire != WireType::Opaque => {
                plain(name, WireType::Range(Box::new(bound.wire)))
            }
            ("b", Some(element)) => array_of(described.inner, &element),
            ("b", None) => plain(name, WireType::by_name(name)),
            _ => plain(name, WireType::Opaque),
        };
        self.0.insert(described.oid, learned);
        true
    }

    /// The server knows it no more, or did not say.
    pub fn give_up(&mut self, oid: u32) {
        self.0.insert(oid, plain("unknown", WireType::Opaque));
    }
}

/// Asks what some type numbers are. `typsubscript` would tell arrays from what only looks like one, but is
/// new; a length of -1 and an element does, for all that are not `name`.
pub fn question(oids: &[u32]) -> String {
    let list = oids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    format!(
        "SELECT t.oid, t.typname, t.typtype, CASE WHEN t.typtype = 'd' THEN t.typbasetype \
         WHEN t.typtype = 'r' THEN (SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid) \
         WHEN t.typcategory = 'A' AND t.typlen = -1 THEN t.typelem ELSE 0 END \
         FROM pg_catalog.pg_type t WHERE t.oid IN ({list})"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_arrays_know_their_elements() {
        let of = |oid| builtin(oid).map(|t| (t.name, t.wire, t.element));
        assert_eq!(of(1009), Some(("text[]".into(), WireType::Array(Box::new(WireType::Text)), 25)));
        assert_eq!(of(1003), Some(("name[]".into(), WireType::ArrayText(Box::new(WireType::Text)), 19)));
        let range = WireType::Range(Box::new(WireType::Int4));
        assert_eq!(of(3905), Some(("int4range[]".into(), WireType::Array(Box::new(range)), 3904)));
        assert_eq!((of(0), of(999_999)), (None, None));
    }

    #[test]
    fn what_is_made_of_the_unknown_waits() {
        let mut types = Types::default();
        let mood = Described { oid: 20_000, name: "mood".into(), kind: "e".into(), inner: 0 };
        let moods = Described { oid: 20_001, name: "_mood".into(), kind: "b".into(), inner: 20_000 };
        assert!(!types.learn(&moods));
        assert!(types.learn(&mood) && types.learn(&moods));
        assert_eq!(types.get(20_001).map(|t| (t.name, t.element)), Some(("mood[]".into(), 20_000)));
        let age = Described { oid: 20_002, name: "age".into(), kind: "d".into(), inner: 23 };
        assert!(types.learn(&age));
        assert_eq!(types.get(20_002).map(|t| t.wire), Some(WireType::Int4));
    }
}
