//! `werkvloer purpose`: what personal figures may be used for.

use super::DatabaseArgs;
use crate::clock::Clock;
use crate::coaching::purpose::{Purpose, Switched, last, switch};
use crate::trail::{self, Action, Decider, Kind, Object, typed_at_server};
use anyhow::{Context as _, ensure};
use std::io::Write;

/// Say what personal figures may be used for; each purpose is off until it is switched on
#[derive(Debug, clap::Subcommand)]
pub enum Purposes {
    /// Show each purpose: on or off, since when, and who switched it
    List {
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Switch a purpose on, once the works council agrees; leaves a line in the trail
    ///
    /// `individual_tempo`: a person's pace beside the norm, for the person's own coach, and the sheet with an indication of the
    /// wage value. Off, a person is seen beside their own past only.
    On(SwitchArgs),
    /// Switch a purpose off; what was shown under it is gone at once, and the trail keeps a line
    Off(SwitchArgs),
}

/// Which, and who says so.
#[derive(Debug, clap::Args)]
pub struct SwitchArgs {
    /// The purpose, such as `individual_tempo`
    name: String,
    /// Who decides
    #[arg(long, value_name = "NAME")]
    by: String,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Runs `werkvloer purpose …`.
pub async fn run(command: Purposes, out: &mut dyn Write) -> anyhow::Result<()> {
    match command {
        Purposes::List { database } => {
            let db = database.settings()?.open_for_command().await?.db;
            for purpose in Purpose::ALL {
                let told = match last(&db, purpose).await? {
                    Some(last) => {
                        let by = typed_at_server(&last.changed_by).unwrap_or(&last.changed_by);
                        let state = if last.is_on { "on" } else { "off" };
                        format!(
                            "{state} since {}, by {by}",
                            last.changed_at.format("%Y-%m-%d %H:%M")
                        )
                    }
                    None => "off, never switched".to_owned(),
                };
                writeln!(out, "{}  {told}", purpose.word())?;
            }
            db.close().await;
        }
        Purposes::On(args) => switched(args, true, out).await?,
        Purposes::Off(args) => switched(args, false, out).await?,
    }
    Ok(out.flush()?)
}

async fn switched(args: SwitchArgs, is_on: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    let known: Vec<&str> = Purpose::ALL.iter().map(|purpose| purpose.word()).collect();
    let purpose = Purpose::from_word(&args.name).with_context(|| {
        format!("there is no purpose '{}', only {}", args.name, known.join(", "))
    })?;
    ensure!(!args.by.trim().is_empty(), "say who decides: --by has no text");
    let db = args.database.settings()?.open_for_command().await?.db;
    let state = if is_on { "on" } else { "off" };
    let was_on = last(&db, purpose).await?.is_some_and(|last| last.is_on);
    if was_on == is_on {
        writeln!(out, "{} is {state} already; nothing changed", purpose.word())?;
    } else {
        let now = Clock::system().now();
        let decider = Decider::cli(&args.by);
        let to = Switched { changed_at: now, is_on, changed_by: decider.by().to_owned() };
        let object = Object::new(Kind::Purpose, purpose.word());
        let mut tx = db.begin().await?;
        switch(&mut tx, purpose, &to).await?;
        trail::write(&mut tx, &decider.did(now, Action::Change, object).noting(state)).await?;
        tx.commit().await?;
        writeln!(out, "{} is {state}", purpose.word())?;
    }
    db.close().await;
    Ok(())
}
