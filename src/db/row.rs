//! A struct that is read from a row.

/// Makes a struct that both engines can read from a row. A field has the name of its column, or says which it is:
/// `pub hall: String = "hall_id"`.
///
/// It stands in place of the driver's `derive(FromRow)`: what that needs at compile time holds both drivers and SQLite a
/// second time.
#[macro_export]
macro_rules! row {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            $($(#[$of:meta])* $seen:vis $field:ident: $type:ty $(= $column:literal)?,)+
        }
    ) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$of])* $seen $field: $type,)+ }

        $crate::db::row! { @read ::sqlx::sqlite::SqliteRow => $name { $($field $($column)?,)+ } }
        $crate::db::row! { @read ::sqlx::postgres::PgRow => $name { $($field $($column)?,)+ } }
    };
    (@read $row:ty => $name:ident { $($field:ident $($column:literal)?,)+ }) => {
        impl ::sqlx::FromRow<'_, $row> for $name {
            fn from_row(row: &$row) -> ::sqlx::Result<Self> {
                Ok(Self {
                    $($field: ::sqlx::Row::try_get(row, $crate::db::row! { @column $field $($column)? })?,)+
                })
            }
        }
    };
    (@column $field:ident $column:literal) => { $column };
    (@column $field:ident) => { stringify!($field) };
}
pub use crate::row;
