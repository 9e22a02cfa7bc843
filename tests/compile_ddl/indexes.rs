//! Indexes and constraints.

use super::five;

#[test]
fn indexes_and_constraints() {
    five(
        "an index with everything",
        "addIndexQuery",
        r#"["users",[{"o":{"name":"a","collate":"C","length":5,"order":"DESC"}},"b"],{"o":{"type":"FULLTEXT","unique":true,"using":"BTREE","operator":"text_pattern_ops","parser":"ngram","concurrently":true,"where":{"o":{"c":"x"}}}},{"undef":1}]"#,
        [
            r#"CREATE UNIQUE INDEX CONCURRENTLY "users_a_b" ON "users" USING BTREE ("a" COLLATE "C" text_pattern_ops DESC, "b" text_pattern_ops) WHERE "c" = 'x'"#,
            "CREATE UNIQUE INDEX `users_a_b` ON `users` (`a` COLLATE `C` DESC, `b`) WHERE `c` = 'x'",
            "ALTER TABLE `users` ADD UNIQUE FULLTEXT INDEX `users_a_b` USING BTREE (`a`(5) DESC, `b`) WITH PARSER ngram",
            "ALTER TABLE `users` ADD UNIQUE FULLTEXT INDEX `users_a_b` USING BTREE (`a`(5) DESC, `b`) WITH PARSER ngram",
            "CREATE UNIQUE FULLTEXT INDEX [users_a_b] ON [users] ([a] DESC, [b]) WHERE [c] = N'x'",
        ],
    );
    five(
        "an index on an expression",
        "addIndexQuery",
        r#"[{"o":{"tableName":"users","schema":"app"}},[{"fn":["lower",{"col":"name"}]}],{"o":{"name":"ix"}},{"undef":1}]"#,
        [
            r#"CREATE INDEX "ix" ON "app"."users" (lower("name"))"#,
            "CREATE INDEX `ix` ON `app.users` (lower(`name`))",
            "ALTER TABLE `app.users` ADD INDEX `ix` (lower(`name`))",
            "ALTER TABLE `app`.`users` ADD INDEX `ix` (lower(`name`))",
            "CREATE INDEX [ix] ON [app].[users] (lower([name]))",
        ],
    );
    five(
        "remove an index by its columns",
        "removeIndexQuery",
        r#"["users",["fooBar","b"]]"#,
        [
            r#"DROP INDEX IF EXISTS "users_foo_bar_b""#,
            "DROP INDEX IF EXISTS `users_foo_bar_b`",
            "DROP INDEX `users_foo_bar_b` ON `users`",
            "DROP INDEX `users_foo_bar_b` ON `users`",
            "DROP INDEX [users_foo_bar_b] ON [users]",
        ],
    );
    five(
        "a check",
        "addConstraintQuery",
        r#"["users",{"o":{"fields":["a"],"type":"check","where":{"o":{"a":["x","y"]}}}}]"#,
        [
            r#"ALTER TABLE "users" ADD CONSTRAINT "users_a_ck" CHECK ("a" IN ('x', 'y'));"#,
            "ALTER TABLE `users` ADD CONSTRAINT `users_a_ck` CHECK (`a` IN ('x', 'y'));",
            "ALTER TABLE `users` ADD CONSTRAINT `users_a_ck` CHECK (`a` IN ('x', 'y'));",
            "ALTER TABLE `users` ADD CONSTRAINT `users_a_ck` CHECK (`a` IN ('x', 'y'));",
            "ALTER TABLE [users] ADD CONSTRAINT [users_a_ck] CHECK ([a] IN (N'x', N'y'));",
        ],
    );
    five(
        "a foreign key",
        "addConstraintQuery",
        r#"[{"o":{"tableName":"users","schema":"app"}},{"o":{"fields":["a","b"],"type":"FOREIGN KEY","references":{"o":{"table":"other","fields":["c","d"]}},"onDelete":"cascade"}}]"#,
        [
            r#"ALTER TABLE "app"."users" ADD CONSTRAINT "app.users_a_b_other_fk" FOREIGN KEY ("a", "b") REFERENCES "other" ("c", "d") ON DELETE CASCADE;"#,
            "ALTER TABLE `app.users` ADD CONSTRAINT `app.users_a_b_other_fk` FOREIGN KEY (`a`, `b`) REFERENCES `other` (`c`, `d`) ON DELETE CASCADE;",
            "ALTER TABLE `app.users` ADD CONSTRAINT `app.users_a_b_other_fk` FOREIGN KEY (`a`, `b`) REFERENCES `other` (`c`, `d`) ON DELETE CASCADE;",
            "ALTER TABLE `app`.`users` ADD CONSTRAINT `app.users_a_b_other_fk` FOREIGN KEY (`a`, `b`) REFERENCES `other` (`c`, `d`) ON DELETE CASCADE;",
            "ALTER TABLE [app].[users] ADD CONSTRAINT [app.users_a_b_other_fk] FOREIGN KEY ([a], [b]) REFERENCES [other] ([c], [d]) ON DELETE CASCADE;",
        ],
    );
    five(
        "remove a constraint",
        "removeConstraintQuery",
        r#"["users","users_a_ck"]"#,
        [
            r#"ALTER TABLE "users" DROP CONSTRAINT "users_a_ck""#,
            "ALTER TABLE `users` DROP CONSTRAINT `users_a_ck`",
            "ALTER TABLE `users` DROP CONSTRAINT `users_a_ck`",
            "ALTER TABLE `users` DROP CONSTRAINT `users_a_ck`",
            "ALTER TABLE [users] DROP CONSTRAINT [users_a_ck]",
        ],
    );
    five(
        "show the indexes",
        "showIndexesQuery",
        r#"["users"]"#,
        [
            "SELECT i.relname AS name, ix.indisprimary AS primary, ix.indisunique AS unique, ix.indkey AS indkey, array_agg(a.attnum) as column_indexes, array_agg(a.attname) AS column_names, pg_get_indexdef(ix.indexrelid) AS definition FROM pg_class t, pg_class i, pg_index ix, pg_attribute a WHERE t.oid = ix.indrelid AND i.oid = ix.indexrelid AND a.attrelid = t.oid AND t.relkind = 'r' and t.relname = 'users' GROUP BY i.relname, ix.indexrelid, ix.indisprimary, ix.indisunique, ix.indkey ORDER BY i.relname;",
            "PRAGMA INDEX_LIST(`users`)",
            "SHOW INDEX FROM `users`",
            "SHOW INDEX FROM `users`",
            "EXEC sys.sp_helpindex @objname = N'[users]';",
        ],
    );
}
