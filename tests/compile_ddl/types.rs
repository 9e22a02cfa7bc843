//! Column types and whole definitions.

use super::five;

#[test]
fn types_are_written_as_each_database_has_them() {
    five(
        "STRING",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"STRING","length":100}}}}}},{"o":{}}]"#,
        ["a VARCHAR(100)", "a VARCHAR(100)", "a VARCHAR(100)", "a VARCHAR(100)", "a NVARCHAR(100) NULL"],
    );
    five(
        "a binary STRING",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"STRING","length":100,"binary":true}}}}}},{"o":{}}]"#,
        [
            "a BYTEA",
            "a VARCHAR BINARY(100)",
            "a VARCHAR(100) BINARY",
            "a VARCHAR(100) BINARY",
            "a BINARY(100) NULL",
        ],
    );
    five(
        "TEXT with a size",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"TEXT","length":"long"}}}}}},{"o":{}}]"#,
        ["a TEXT", "a TEXT", "a LONGTEXT", "a LONGTEXT", "a NVARCHAR(MAX) NULL"],
    );
    five(
        "INTEGER with everything",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"INTEGER","length":11,"unsigned":true,"zerofill":true}}}}}},{"o":{}}]"#,
        [
            "a INTEGER",
            "a INTEGER(11)",
            "a INTEGER(11) UNSIGNED ZEROFILL",
            "a INTEGER(11) UNSIGNED ZEROFILL",
            "a INTEGER NULL",
        ],
    );
    five(
        "DOUBLE with decimals",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"DOUBLE PRECISION","length":11,"scale":4,"unsigned":true}}}}}},{"o":{}}]"#,
        [
            "a DOUBLE PRECISION",
            "a DOUBLE PRECISION UNSIGNED(11,4)",
            "a DOUBLE PRECISION(11,4) UNSIGNED",
            "a DOUBLE PRECISION(11,4) UNSIGNED",
            "a DOUBLE PRECISION(11,4) UNSIGNED NULL",
        ],
    );
    five(
        "FLOAT with decimals",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"FLOAT","length":11,"scale":4}}}}}},{"o":{}}]"#,
        ["a FLOAT", "a FLOAT(11,4)", "a FLOAT(11,4)", "a FLOAT(11,4)", "a FLOAT NULL"],
    );
    five(
        "DECIMAL",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"DECIMAL","precision":10,"scale":2,"unsigned":true}}}}}},{"o":{}}]"#,
        [
            "a DECIMAL(10,2)",
            "a DECIMAL(10,2)",
            "a DECIMAL(10,2) UNSIGNED",
            "a DECIMAL(10,2) UNSIGNED",
            "a DECIMAL(10,2) NULL",
        ],
    );
    five(
        "DATE with a precision",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"DATE","length":3}}}}}},{"o":{}}]"#,
        [
            "a TIMESTAMP WITH TIME ZONE",
            "a DATETIME",
            "a DATETIME(3)",
            "a DATETIME(3)",
            "a DATETIMEOFFSET NULL",
        ],
    );
    five(
        "BOOLEAN",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"BOOLEAN"}}}}}},{"o":{}}]"#,
        ["a BOOLEAN", "a TINYINT(1)", "a TINYINT(1)", "a TINYINT(1)", "a BIT NULL"],
    );
    five(
        "UUID",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"UUID"}}}}}},{"o":{}}]"#,
        ["a UUID", "a UUID", "a CHAR(36) BINARY", "a CHAR(36) BINARY", "a CHAR(36) NULL"],
    );
    five(
        "BLOB",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"BLOB","length":"tiny"}}}}}},{"o":{}}]"#,
        ["a BYTEA", "a TINYBLOB", "a TINYBLOB", "a TINYBLOB", "a VARBINARY(256) NULL"],
    );
    five(
        "CITEXT",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"CITEXT"}}}}}},{"o":{}}]"#,
        ["a CITEXT", "a TEXT COLLATE NOCASE", "a CITEXT", "a CITEXT", "a CITEXT NULL"],
    );
    five(
        "JSON",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"JSON"}}}}}},{"o":{}}]"#,
        ["a JSON", "a JSON", "a JSON", "a JSON", "a JSON NULL"],
    );
    five(
        "ENUM",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"ENUM","values":["it's","b"]}}}}}},{"o":{}}]"#,
        [
            "a ENUM('it''s', 'b')",
            "a TEXT",
            r#"a ENUM('it\'s', 'b')"#,
            r#"a ENUM('it\'s', 'b')"#,
            "a VARCHAR(255) CHECK ([a] IN(N'it''s', N'b'))",
        ],
    );
    five(
        "ARRAY of arrays",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"ARRAY","inner":{"key":"ARRAY","inner":{"key":"DATE"}}}}}}}},{"o":{}}]"#,
        [
            "a TIMESTAMP WITH TIME ZONE[][]",
            "a DATETIME[][]",
            "a DATETIME[][]",
            "a DATETIME[][]",
            "a DATETIMEOFFSET[][] NULL",
        ],
    );
    five(
        "GEOMETRY",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"GEOMETRY","geometry":"POINT","srid":4326}}}}}},{"o":{}}]"#,
        ["a GEOMETRY(POINT,4326)", "a GEOMETRY", "a POINT", "a POINT", "a GEOMETRY NULL"],
    );
}

#[test]
fn a_column_s_definition_says_all_of_the_attribute() {
    five(
        "an auto-incremented key",
        "attributesToSQL",
        r#"[{"o":{"id":{"o":{"type":{"type":{"key":"INTEGER"}},"allowNull":false,"primaryKey":true,"autoIncrement":true}}}},{"o":{}}]"#,
        [
            "id INTEGER NOT NULL SERIAL PRIMARY KEY",
            "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
            "id INTEGER NOT NULL auto_increment PRIMARY KEY",
            "id INTEGER NOT NULL auto_increment PRIMARY KEY",
            "id INTEGER NOT NULL IDENTITY(1,1) PRIMARY KEY",
        ],
    );
    five(
        "a default text with a quote",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"STRING","length":255}},"allowNull":false,"defaultValue":"it's","unique":true}}}},{"o":{}}]"#,
        [
            "a VARCHAR(255) NOT NULL DEFAULT 'it''s' UNIQUE",
            "a VARCHAR(255) NOT NULL DEFAULT 'it''s' UNIQUE",
            r#"a VARCHAR(255) NOT NULL DEFAULT 'it\'s' UNIQUE"#,
            r#"a VARCHAR(255) NOT NULL DEFAULT 'it\'s' UNIQUE"#,
            "a NVARCHAR(255) NOT NULL DEFAULT N'it''s' UNIQUE",
        ],
    );
    five(
        "a default expression",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"DATE"}},"defaultValue":{"fn":["now"]}}}}},{"o":{}}]"#,
        [
            "a TIMESTAMP WITH TIME ZONE DEFAULT now()",
            "a DATETIME DEFAULT now()",
            "a DATETIME DEFAULT now()",
            "a DATETIME DEFAULT now()",
            "a DATETIMEOFFSET DEFAULT now()",
        ],
    );
    five(
        "a default that JavaScript makes",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"UUID"}},"defaultValue":{"type":{"key":"UUIDV4"}}}}}},{"o":{}}]"#,
        ["a UUID", "a UUID", "a CHAR(36) BINARY", "a CHAR(36) BINARY", "a CHAR(36) NULL"],
    );
    five(
        "a boolean default",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"BOOLEAN"}},"defaultValue":true}}}},{"o":{}}]"#,
        [
            "a BOOLEAN DEFAULT true",
            "a TINYINT(1) DEFAULT 1",
            "a TINYINT(1) DEFAULT true",
            "a TINYINT(1) DEFAULT true",
            "a BIT DEFAULT 1",
        ],
    );
    five(
        "a reference",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"INTEGER"}},"references":{"o":{"model":"users","key":"id"}},"onDelete":"set null","onUpdate":"cascade"}}}},{"o":{}}]"#,
        [
            r#"a INTEGER REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE"#,
            "a INTEGER REFERENCES `users` (`id`) ON DELETE SET NULL ON UPDATE CASCADE",
            "a INTEGER REFERENCES `users` (`id`) ON DELETE SET NULL ON UPDATE CASCADE",
            "a INTEGER REFERENCES `users` (`id`) ON DELETE SET NULL ON UPDATE CASCADE",
            "a INTEGER NULL REFERENCES [users] ([id]) ON DELETE SET NULL",
        ],
    );
    five(
        "a column of another name",
        "attributesToSQL",
        r#"[{"o":{"a":{"o":{"type":{"type":{"key":"STRING","length":255}},"field":"a_b"}}}},{"o":{}}]"#,
        [
            "a_b VARCHAR(255)",
            "a_b VARCHAR(255)",
            "a_b VARCHAR(255)",
            "a_b VARCHAR(255)",
            "a_b NVARCHAR(255) NULL",
        ],
    );
}
