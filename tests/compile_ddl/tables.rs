//! Tables, columns, schemas and databases.

use super::five;

#[test]
fn tables_are_made_renamed_and_dropped() {
    five(
        "a table in a schema",
        "createTableQuery",
        r#"[{"o":{"tableName":"users","schema":"app"}},{"o":{"id":"INTEGER PRIMARY KEY","name":"VARCHAR(255)"}},{"o":{"uniqueKeys":{"o":{"uniq":{"o":{"fields":["name","id"],"customIndex":true}}}}}}]"#,
        [
            r#"CREATE TABLE IF NOT EXISTS "app"."users" ("id" INTEGER , "name" VARCHAR(255), UNIQUE ("name", "id"), PRIMARY KEY ("id"));"#,
            "CREATE TABLE IF NOT EXISTS `app.users` (`id` INTEGER PRIMARY KEY, `name` VARCHAR(255), UNIQUE (`name`, `id`));",
            "CREATE TABLE IF NOT EXISTS `app.users` (`id` INTEGER , `name` VARCHAR(255), UNIQUE `uniq` (`name`, `id`), PRIMARY KEY (`id`)) ENGINE=InnoDB;",
            "CREATE TABLE IF NOT EXISTS `app`.`users` (`id` INTEGER , `name` VARCHAR(255), UNIQUE `uniq` (`name`, `id`), PRIMARY KEY (`id`)) ENGINE=InnoDB;",
            "IF OBJECT_ID('[app].[users]', 'U') IS NULL CREATE TABLE [app].[users] ([id] INTEGER , [name] VARCHAR(255), CONSTRAINT [uniq] UNIQUE ([name], [id]), PRIMARY KEY ([id]));",
        ],
    );
    five(
        "two keys",
        "createTableQuery",
        r#"["users",{"o":{"a":"INTEGER PRIMARY KEY","b":"INTEGER NOT NULL PRIMARY KEY"}},{"o":{}}]"#,
        [
            r#"CREATE TABLE IF NOT EXISTS "users" ("a" INTEGER , "b" INTEGER NOT NULL , PRIMARY KEY ("a","b"));"#,
            "CREATE TABLE IF NOT EXISTS `users` (`a` INTEGER NOT NULL, `b` INTEGER NOT NULL, PRIMARY KEY (`a`, `b`));",
            "CREATE TABLE IF NOT EXISTS `users` (`a` INTEGER , `b` INTEGER NOT NULL , PRIMARY KEY (`a`, `b`)) ENGINE=InnoDB;",
            "CREATE TABLE IF NOT EXISTS `users` (`a` INTEGER , `b` INTEGER NOT NULL , PRIMARY KEY (`a`, `b`)) ENGINE=InnoDB;",
            "IF OBJECT_ID('[users]', 'U') IS NULL CREATE TABLE [users] ([a] INTEGER , [b] INTEGER NOT NULL , PRIMARY KEY ([a], [b]));",
        ],
    );
    five(
        "a reference moves where it must",
        "createTableQuery",
        r#"["users",{"o":{"a":"INTEGER REFERENCES x (id)"}},{"o":{}}]"#,
        [
            r#"CREATE TABLE IF NOT EXISTS "users" ("a" INTEGER REFERENCES x (id));"#,
            "CREATE TABLE IF NOT EXISTS `users` (`a` INTEGER REFERENCES x (id));",
            "CREATE TABLE IF NOT EXISTS `users` (`a` INTEGER, FOREIGN KEY (`a`) REFERENCES x (id)) ENGINE=InnoDB;",
            "CREATE TABLE IF NOT EXISTS `users` (`a` INTEGER, FOREIGN KEY (`a`) REFERENCES x (id)) ENGINE=InnoDB;",
            "IF OBJECT_ID('[users]', 'U') IS NULL CREATE TABLE [users] ([a] INTEGER, FOREIGN KEY ([a]) REFERENCES x (id));",
        ],
    );
    five(
        "drop",
        "dropTableQuery",
        r#"["users",{"o":{"cascade":true}}]"#,
        [
            r#"DROP TABLE IF EXISTS "users" CASCADE;"#,
            "DROP TABLE IF EXISTS `users`;",
            "DROP TABLE IF EXISTS `users`;",
            "DROP TABLE IF EXISTS `users`;",
            "IF OBJECT_ID('[users]', 'U') IS NOT NULL DROP TABLE [users];",
        ],
    );
    five(
        "rename",
        "renameTableQuery",
        r#"["users","people"]"#,
        [
            r#"ALTER TABLE "users" RENAME TO "people";"#,
            "ALTER TABLE `users` RENAME TO `people`;",
            "ALTER TABLE `users` RENAME TO `people`;",
            "ALTER TABLE `users` RENAME TO `people`;",
            "EXEC sp_rename [users], [people];",
        ],
    );
    five(
        "truncate",
        "truncateTableQuery",
        r#"["users",{"o":{"cascade":true,"restartIdentity":true}}]"#,
        [
            r#"TRUNCATE "users" RESTART IDENTITY CASCADE"#,
            "DELETE FROM `users`; DELETE FROM `sqlite_sequence` WHERE `name` = 'users';",
            "TRUNCATE `users`",
            "TRUNCATE `users`",
            "TRUNCATE TABLE [users]",
        ],
    );
    five(
        "does a table exist",
        "tableExistsQuery",
        r#"[{"o":{"tableName":"users","schema":"app"}}]"#,
        [
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'app' AND table_name = 'users'",
            "SELECT name FROM sqlite_master WHERE type='table' AND name='app.users';",
            "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME = 'app.users' AND TABLE_SCHEMA = NULL",
            "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME = 'app`.`users' AND TABLE_SCHEMA = NULL",
            "SELECT TABLE_NAME, TABLE_SCHEMA FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME = N'users' AND TABLE_SCHEMA = N'app'",
        ],
    );
}

#[test]
fn columns_change() {
    five(
        "add",
        "addColumnQuery",
        r#"["users","age",{"o":{"type":{"type":{"key":"INTEGER"}},"allowNull":false,"defaultValue":1}}]"#,
        [
            r#"ALTER TABLE "public"."users" ADD COLUMN "age" INTEGER NOT NULL DEFAULT 1;"#,
            "ALTER TABLE `users` ADD `age` INTEGER NOT NULL DEFAULT 1;",
            "ALTER TABLE `users` ADD `age` INTEGER NOT NULL DEFAULT 1;",
            "ALTER TABLE `users` ADD `age` INTEGER NOT NULL DEFAULT 1;",
            "ALTER TABLE [users] ADD [age] INTEGER NOT NULL DEFAULT 1;",
        ],
    );
    five(
        "add a reference",
        "addColumnQuery",
        r#"[{"o":{"tableName":"users","schema":"app"}},"groupId",{"o":{"type":{"type":{"key":"INTEGER"}},"references":{"o":{"model":"groups","key":"id"}}}}]"#,
        [
            r#"ALTER TABLE "app"."users" ADD COLUMN "groupId" INTEGER REFERENCES "app"."groups" ("id");"#,
            "ALTER TABLE `app.users` ADD `groupId` INTEGER REFERENCES `groups` (`id`);",
            "ALTER TABLE `app.users` ADD `groupId` INTEGER, ADD CONSTRAINT `users_groupId_foreign_idx` FOREIGN KEY (`groupId`) REFERENCES `groups` (`id`);",
            "ALTER TABLE `app`.`users` ADD `groupId` INTEGER, ADD CONSTRAINT `users_groupId_foreign_idx` FOREIGN KEY (`groupId`) REFERENCES `groups` (`id`);",
            "ALTER TABLE [app].[users] ADD [groupId] INTEGER NULL REFERENCES [groups] ([id]);",
        ],
    );
    five(
        "add an enum",
        "addColumnQuery",
        r#"["users","mood",{"o":{"type":{"type":{"key":"ENUM","values":["a","b"]}}}}]"#,
        [
            r#"DO 'BEGIN CREATE TYPE "public"."enum_users_mood" AS ENUM(''a'', ''b''); EXCEPTION WHEN duplicate_object THEN null; END';ALTER TABLE "public"."users" ADD COLUMN "mood" "public"."enum_users_mood";"#,
            "ALTER TABLE `users` ADD `mood` TEXT;",
            "ALTER TABLE `users` ADD `mood` ENUM('a', 'b');",
            "ALTER TABLE `users` ADD `mood` ENUM('a', 'b');",
            "ALTER TABLE [users] ADD [mood] VARCHAR(255) CHECK ([mood] IN(N'a', N'b'));",
        ],
    );
    five(
        "remove",
        "removeColumnQuery",
        r#"["users","age"]"#,
        [
            r#"ALTER TABLE "public"."users" DROP COLUMN "age";"#,
            "ALTER TABLE `users` DROP COLUMN `age`;",
            "ALTER TABLE `users` DROP `age`;",
            "ALTER TABLE `users` DROP `age`;",
            "ALTER TABLE [users] DROP COLUMN [age];",
        ],
    );
}

#[test]
fn schemas_and_databases() {
    five(
        "create a schema",
        "createSchema",
        r#"["app"]"#,
        [
            r#"CREATE SCHEMA "app";"#,
            "SELECT name FROM `sqlite_master` WHERE type='table' and name!='sqlite_sequence';",
            "SHOW TABLES",
            "CREATE SCHEMA IF NOT EXISTS `app`;",
            "IF NOT EXISTS (SELECT schema_name FROM information_schema.schemata WHERE schema_name = 'app' ) BEGIN EXEC sp_executesql N'CREATE SCHEMA [app] ;' END;",
        ],
    );
    five(
        "drop a database",
        "dropDatabaseQuery",
        r#"["app"]"#,
        [
            r#"DROP DATABASE IF EXISTS "app";"#,
            "Error: dropDatabaseQuery is not supported yet by sequelize-native",
            "DROP DATABASE IF EXISTS `app`;",
            "DROP DATABASE IF EXISTS `app`;",
            "IF EXISTS (SELECT * FROM sys.databases WHERE name = 'app' ) BEGIN DROP DATABASE [app] ; END;",
        ],
    );
    five(
        "create a database",
        "createDatabaseQuery",
        r#"["app",{"o":{"charset":"utf8","collate":"C"}}]"#,
        [
            r#"CREATE DATABASE "app" LC_COLLATE = 'C';"#,
            "Error: createDatabaseQuery is not supported yet by sequelize-native",
            "CREATE DATABASE IF NOT EXISTS `app` DEFAULT CHARACTER SET 'utf8' DEFAULT COLLATE 'C';",
            "CREATE DATABASE IF NOT EXISTS `app` DEFAULT CHARACTER SET 'utf8' DEFAULT COLLATE 'C';",
            "IF NOT EXISTS (SELECT * FROM sys.databases WHERE name = 'app' ) BEGIN CREATE DATABASE [app] COLLATE N'C'; END;",
        ],
    );
    five(
        "show the tables",
        "showTablesQuery",
        r#"["it's"]"#,
        [
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type LIKE '%TABLE' AND table_name != 'spatial_ref_sys';",
            "SELECT name FROM `sqlite_master` WHERE type='table' and name!='sqlite_sequence';",
            r#"SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA = 'it\'s';"#,
            r#"SELECT TABLE_NAME, TABLE_SCHEMA FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA = 'it\'s';"#,
            "SELECT TABLE_NAME, TABLE_SCHEMA FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE';",
        ],
    );
}
