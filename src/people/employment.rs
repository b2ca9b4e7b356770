//! By which scheme somebody works here, for how many hours, and on which step of the work ladder: dated rows, for the figures
//! that owner municipalities get. None of it is ever shown on the floor, and none says why anybody was absent.

use crate::db::{Db, Tx, Value, row, words};
use chrono::NaiveDate;
use std::collections::HashMap;

words! {
    /// The legal title by which somebody works here.
    pub enum Scheme {
        /// Wet sociale werkvoorziening, closed for who is new.
        Wsw = "wsw",
        /// Sheltered work, article 10b.
        Sheltered10b = "sheltered_10b",
        /// Banenafspraak.
        JobAgreement = "job_agreement",
        /// Wajong.
        Wajong = "wajong",
        /// Loonkostensubsidie.
        WageCostSubsidy = "wage_cost_subsidy",
        /// The flat one of the first months.
        WageCostSubsidyFlat = "wage_cost_subsidy_flat",
        /// Unpaid additional work, article 10a.
        ParticipationPlace = "participation_place",
        /// Work before a contract.
        TrialPlacement = "trial_placement",
        /// A pupil who learns at work.
        LearningPlace = "learning_place",
        /// A pupil who looks around.
        Internship = "internship",
        /// Article 10f.
        LearnWorkTrack = "learn_work_track",
        /// Work beside lessons of Dutch.
        StatusHolder = "status_holder",
        /// Wmo: no work.
        DayActivity = "day_activity",
        /// Regular staff.
        Staff = "staff",
    }
}

words! {
    /// Where somebody went who left.
    pub enum Outflow {
        /// A job elsewhere, without us.
        RegularJob = "regular_job",
        /// Pension.
        Pension = "pension",
        /// A benefit for who cannot work any more.
        Sickness = "sickness",
        /// Death.
        Death = "death",
        /// Another municipality.
        Moved = "moved",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// A step of the work ladder, from the lowest on.
    pub enum Step {
        /// In our own halls.
        Sheltered = "sheltered",
        /// With a group of ours at somebody else's.
        OnLocation = "on_location",
        /// Lent to a company as a group.
        GroupSecondment = "group_secondment",
        /// Lent to a company alone.
        IndividualSecondment = "individual_secondment",
        /// Employed by a company, with our support.
        SupportedEmployment = "supported_employment",
        /// A regular job.
        Regular = "regular",
    }
}

row! {
    /// From when until when somebody works here by a scheme.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Enrolment {
        /// Id of the worker.
        pub worker: String = "worker_id",
        /// The scheme.
        pub scheme: Scheme,
        /// First day.
        pub from: NaiveDate = "from_day",
        /// Last day; `None` while it lasts.
        pub until: Option<NaiveDate> = "until_day",
        /// Where they went; `None` for who went on by another scheme.
        pub outflow: Option<Outflow>,
    }
}

row! {
    /// From when until when somebody has a contract for so many hours.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Contract {
        /// Id of the worker.
        pub worker: String = "worker_id",
        /// First day.
        pub from: NaiveDate = "from_day",
        /// Last day; `None` while it lasts.
        pub until: Option<NaiveDate> = "until_day",
        /// Hours a week, in minutes.
        pub week_minutes: i64,
    }
}

row! {
    /// From when until when somebody is on a step of the ladder.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Placement {
        /// Id of the worker.
        pub worker: String = "worker_id",
        /// First day.
        pub from: NaiveDate = "from_day",
        /// Last day; `None` while it lasts.
        pub until: Option<NaiveDate> = "until_day",
        /// The step.
        pub step: Step,
    }
}

row! {
    /// How many places a municipality has to provide by a scheme at the end of a year.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Target {
        /// Id of the municipality.
        pub municipality: String = "municipality_id",
        /// The scheme.
        pub scheme: Scheme,
        /// The year.
        pub year: i64,
        /// So many.
        pub places: i64,
    }
}

/// All of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Employment {
    /// By which schemes.
    pub enrolments: Vec<Enrolment>,
    /// For how many hours.
    pub contracts: Vec<Contract>,
    /// On which steps.
    pub placements: Vec<Placement>,
}

/// What is held of one person.
pub async fn employment(tx: &mut Tx, worker: &str) -> sqlx::Result<Employment> {
    Ok(Employment {
        enrolments: tx
            .all(
                "select worker_id, scheme, from_day, until_day, outflow from scheme_enrolment
                  where worker_id = $1 order by from_day, scheme",
                &[&worker],
            )
            .await?,
        contracts: tx
            .all(
                "select worker_id, from_day, until_day, week_minutes from contract where worker_id = $1 order by from_day",
                &[&worker],
            )
            .await?,
        placements: tx
            .all(
                "select worker_id, from_day, until_day, step from placement where worker_id = $1 order by from_day",
                &[&worker],
            )
            .await?,
    })
}

/// Forgets all of one person.
pub(super) async fn erase(tx: &mut Tx, worker: &str) -> sqlx::Result<()> {
    tx.run("delete from scheme_enrolment where worker_id = $1", &[&worker]).await?;
    tx.run("delete from contract where worker_id = $1", &[&worker]).await?;
    tx.run("delete from placement where worker_id = $1", &[&worker]).await?;
    Ok(())
}

/// How many rows ended before a day.
pub async fn count_ended(db: &Db, before: NaiveDate) -> sqlx::Result<i64> {
    let (count,) = db
        .one(
            "select (select count(*) from scheme_enrolment where until_day < $1)
                  + (select count(*) from contract where until_day < $1)
                  + (select count(*) from placement where until_day < $1)",
            &[&before],
        )
        .await?;
    Ok(count)
}

/// Forgets at most `limit` rows of each kind that ended before a day; gives how many.
pub async fn forget_ended(tx: &mut Tx, before: NaiveDate, limit: i64) -> sqlx::Result<u64> {
    let enrolments = tx
        .run(
            "delete from scheme_enrolment where (worker_id, scheme, from_day) in
                (select worker_id, scheme, from_day from scheme_enrolment where until_day < $1 limit $2)",
            &[&before, &limit],
        )
        .await?;
    let contracts = tx
        .run(
            "delete from contract where (worker_id, from_day) in
                (select worker_id, from_day from contract where until_day < $1 limit $2)",
            &[&before, &limit],
        )
        .await?;
    let placements = tx
        .run(
            "delete from placement where (worker_id, from_day) in
                (select worker_id, from_day from placement where until_day < $1 limit $2)",
            &[&before, &limit],
        )
        .await?;
    Ok(enrolments + contracts + placements)
}

/// Every enrolment.
pub async fn enrolments(tx: &mut Tx) -> sqlx::Result<Vec<Enrolment>> {
    tx.all("select worker_id, scheme, from_day, until_day, outflow from scheme_enrolment", &[])
        .await
}

/// Adds enrolments, or changes those that begin on the same day.
pub async fn store_enrolments(tx: &mut Tx, rows: &[&Enrolment]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 5]> = rows
        .iter()
        .map(|e| [&e.worker as &dyn Value, &e.scheme, &e.from, &e.until, &e.outflow])
        .collect();
    tx.insert_many(
        "insert into scheme_enrolment (worker_id, scheme, from_day, until_day, outflow)",
        "on conflict (worker_id, scheme, from_day) do update
         set until_day = excluded.until_day, outflow = excluded.outflow",
        &rows,
    )
    .await
}

/// Every contract.
pub async fn contracts(tx: &mut Tx) -> sqlx::Result<Vec<Contract>> {
    tx.all("select worker_id, from_day, until_day, week_minutes from contract", &[]).await
}

/// Adds contracts, or changes those that begin on the same day.
pub async fn store_contracts(tx: &mut Tx, rows: &[&Contract]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 4]> = rows
        .iter()
        .map(|c| [&c.worker as &dyn Value, &c.from, &c.until, &c.week_minutes])
        .collect();
    tx.insert_many(
        "insert into contract (worker_id, from_day, until_day, week_minutes)",
        "on conflict (worker_id, from_day) do update
         set until_day = excluded.until_day, week_minutes = excluded.week_minutes",
        &rows,
    )
    .await
}

/// Every placement.
pub async fn placements(tx: &mut Tx) -> sqlx::Result<Vec<Placement>> {
    tx.all("select worker_id, from_day, until_day, step from placement", &[]).await
}

/// Adds placements, or changes those that begin on the same day.
pub async fn store_placements(tx: &mut Tx, rows: &[&Placement]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 4]> =
        rows.iter().map(|p| [&p.worker as &dyn Value, &p.from, &p.until, &p.step]).collect();
    tx.insert_many(
        "insert into placement (worker_id, from_day, until_day, step)",
        "on conflict (worker_id, from_day) do update set until_day = excluded.until_day, step = excluded.step",
        &rows,
    )
    .await
}

/// Every target.
pub async fn targets(tx: &mut Tx) -> sqlx::Result<Vec<Target>> {
    tx.all("select municipality_id, scheme, year, places from municipality_target", &[]).await
}

/// Adds targets, or changes them.
pub async fn store_targets(tx: &mut Tx, rows: &[&Target]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 4]> = rows
        .iter()
        .map(|t| [&t.municipality as &dyn Value, &t.scheme, &t.year, &t.places])
        .collect();
    tx.insert_many(
        "insert into municipality_target (municipality_id, scheme, year, places)",
        "on conflict (municipality_id, scheme, year) do update set places = excluded.places",
        &rows,
    )
    .await
}

/// The municipality that is responsible for each worker of whom that is known.
pub async fn home_municipalities(tx: &mut Tx) -> sqlx::Result<HashMap<String, String>> {
    let rows: Vec<(String, String)> = tx
        .all("select id, municipality_id from worker where municipality_id is not null", &[])
        .await?;
    Ok(rows.into_iter().collect())
}
