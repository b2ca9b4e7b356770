//! The made-up company, as the demo prepares it.

use crate::harness::TestDb;
use crate::harness::floor::at;
use werkvloer::clock::Clock;
use werkvloer::demo::prepare;

both! {
    /// Just after midnight the demo planned for the new date while every site still worked on the day before: an empty floor.
    async fn the_floor_is_staffed_at_any_hour(test: TestDb) {
        let clock = Clock::fixed(at("2026-11-19T23:30:00Z"));
        let today = prepare::today(&clock);
        assert_eq!(today.to_string(), "2026-11-19");
        let company = prepare::company_data(&test.db, &clock, 100, today).await.unwrap();
        let seats = prepare::seats(&test.db, &clock, &company).await.unwrap();
        let staffed = seats.iter().filter(|seat| !seat.badges.is_empty() && seat.task.is_some());
        assert!(staffed.count() > 30, "{seats:?}");
    }
}
