//! What a database error means for the desk: wait, look at the data, or end the process.

use sqlx::Error;

fn sqlite_code(error: &Error) -> Option<i64> {
    error.as_database_error()?.code()?.parse().ok()
}

fn is_sqlite(error: &Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|e| e.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some())
}

/// True when the same statement will fail again however healthy the database is.
pub(super) fn is_of_the_data(error: &Error) -> bool {
    match error {
        Error::Encode(_) | Error::Decode(_) | Error::ColumnDecode { .. } => true,
        Error::Database(database) if is_sqlite(error) => {
            // Primary codes: 18 too big, 19 constraint, 20 mismatch. See sqlite.org/rescode.html.
            let _ = database;
            matches!(sqlite_code(error).map(|code| code & 0xff), Some(18..=20))
        }
        // Classes 22 (data exception) and 23 (integrity constraint) of SQLSTATE.
        Error::Database(database) => {
            database.code().is_some_and(|code| code.starts_with("22") || code.starts_with("23"))
        }
        _ => false,
    }
}

/// True when it is unknown what of the written is on the disk: after a failed fsync the operating system may have dropped
/// it while its cache still shows it. See "fsyncgate" (Postgres, 2018).
pub(super) fn may_have_lost_writes(error: &Error) -> bool {
    // SQLITE_IOERR_FSYNC and SQLITE_IOERR_DIR_FSYNC.
    is_sqlite(error) && matches!(sqlite_code(error), Some(1_034 | 1_290))
}

const AWAY: &str = "the database cannot be reached; it goes on by itself when it is back";

const FULL: &str = "the disk is full; make room and it goes on by itself";

/// True for exactly this SQLSTATE.
fn server_says(error: &Error, state: &str) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    !is_sqlite(error) && code.is_some_and(|code| code == state)
}

/// The last words of a Postgres that stops or crashes, and the first ones of one that starts: class 08 (connection
/// exception) and class 57 from 57P01 on (shutdown, crash, cannot connect now).
fn server_is_away(error: &Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    !is_sqlite(error) && code.is_some_and(|code| code.starts_with("08") || code.starts_with("57P"))
}

/// For the page that says why nothing can be stored: what to do, in one sentence, in English and without secrets.
pub(super) fn in_words(error: &Error) -> String {
    if let Some(displaced) = crate::db::displaced(error) {
        return displaced.to_string();
    }
    let text = match (is_sqlite(error), sqlite_code(error).map(|code| code & 0xff)) {
        (true, Some(13)) => FULL,
        (true, Some(8)) => {
            "the database is read-only; make its folder writable and it goes on by itself"
        }
        (true, Some(10)) => "the disk reports an error; look at the machine's log",
        (true, Some(5 | 6)) => {
            "another program holds the database; end it and it goes on by itself"
        }
        (true, Some(11 | 26)) => "the database file is damaged; restore the last backup",
        _ if server_is_away(error) => AWAY,
        _ if server_says(error, "53100") => FULL,
        _ if server_says(error, "25006") => {
            "the database is read-only (a standby?); it goes on by itself when it can be written to"
        }
        _ => match error {
            Error::Io(_) | Error::PoolTimedOut | Error::PoolClosed | Error::Tls(_) => AWAY,
            _ => "the database refuses to store; see the service's log",
        },
    };
    text.to_owned()
}
