//! The made-up company, as the demo prepares it.

use crate::harness::TestDb;
use crate::harness::floor::at;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use werkvloer::clock::Clock;
use werkvloer::demo::prepare;
use werkvloer::floor::places;
use werkvloer::intake::lease::Leases;
use werkvloer::turnover::reckon::{A_LONG_ROUND, Round, catch_up, round};

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

both! {
    /// What was invoiced and bought is all shared out, whatever was made; by the piece, a line's groups together made what its
    /// pieces are worth, but for the cent that a day is rounded to.
    async fn its_past_is_worth_what_was_agreed(test: TestDb) {
        let (db, clock) = (&test.db, Clock::fixed(at("2026-11-23T09:00:00Z")));
        let today = prepare::today(&clock);
        let company = prepare::company_data_since(db, &clock, 200, (today, 12)).await.unwrap();
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let sites = |db| async move { places::site_ids(&db).await };
        let leases = Leases::start(db, "past".to_owned(), sites, &tasks, &stop);
        leases.led().wait_for(|led| led.len() == 3).await.unwrap();
        let past = prepare::missing_days(db, (today, 12)).await.unwrap();
        prepare::history(db, &clock, &leases, &company, &past, |_, _, _| {}).await.unwrap();
        stop.cancel();
        catch_up(db, A_LONG_ROUND).await.unwrap();
        assert_eq!(round(db, A_LONG_ROUND).await.unwrap(), Round::default());

        let differing: Vec<(String,)> = db
            .all(
                "select id from order_line
                  where coalesce((select sum(amount) from invoice_line where line_id = id), 0)
                     <> coalesce((select sum(invoiced) from line_day where line_id = id), 0)
                     or coalesce((select sum(amount) from line_cost where line_cost.line_id = order_line.id), 0)
                     <> coalesce((select sum(cost) from line_day where line_id = id), 0)",
                &[],
            )
            .await
            .unwrap();
        assert_eq!(differing, []);
        let lines: Vec<(i64, i64, i64, i64)> = db
            .all(
                "select cast(sum(pieces) as bigint), min(unit_price), cast(sum(produced) as bigint), count(*)
                   from line_day join order_line on id = line_day.line_id
                  where pricing = 'piece' and not exists (select 1 from line_price p where p.line_id = id)
                  group by id having sum(pieces) > 0",
                &[],
            )
            .await
            .unwrap();
        assert!(lines.len() > 60, "{}", lines.len());
        for (pieces, price, produced, days) in lines {
            assert!((pieces * price - produced).abs() <= 50 * days, "{pieces} × {price} is not {produced}");
        }
        let (invoiced, costs): (i64, i64) =
            db.one("select (select count(*) from invoice_line), (select count(*) from line_cost)", &[]).await.unwrap();
        assert!(invoiced > 20 && costs > 20, "{invoiced} {costs}");
    }
}
