//! Files that are written to see what is not theirs.

use super::{BOUNDS, Stand, file, panel, rows};
use crate::harness::werkvloer;
use std::fs;
use werkvloer::access::Role;
use werkvloer::report::sql::read;

/// Queries that ask for more than a dashboard may, in every place in which something can be asked.
const CHEATS: &[&str] = &[
    "select * from worker",
    "select * from main.report_turnover",
    "select * from public.worker",
    "select * from \"worker\"",
    "select * from report_turnover, worker",
    "select * from report_turnover where exists (select 1 from account)",
    "select (select password_hash from account) as x from report_turnover",
    "with worker as (select 1 as a), b as (select * from worker2) select * from b",
    "select * from (with worker as (select 1 as a) select * from worker) x, report_turnover",
    "with recursive r as (select 1 as n union all select n + 1 from r) select n from r",
    "with report_turnover as (select 1 as a) select * from report_turnover",
    "delete from tally",
    "update tally set good = 0",
    "insert into tally select * from report_turnover",
    "select 1; drop table tally",
    "select load_extension('x') from report_turnover",
    "select pg_read_file('/etc/passwd') from report_turnover",
    "select pg_sleep(10) from report_turnover",
    "select query_to_xml('select * from account', true, true, '') from report_turnover",
    "select current_user from report_turnover",
    "select cast('account' as regclass) from report_turnover",
    "select 'account'::regclass from report_turnover",
    "select * from generate_series(1, 1000000000) g",
    "select * from pragma_table_info('account')",
    "select * from json_each('[1]')",
    "select * into stolen from report_turnover",
    "select * from report_turnover for update",
    "select * from report_turnover where day = :password",
    "select * from report_turnover where day = ?",
    "select * from report_turnover where day = $1",
    "select a[1] from report_turnover",
    "values (1)",
    "table account",
    "explain select 1",
    "attach database 'x' as y",
    "copy report_turnover to '/tmp/x'",
    // What stands in a set is seen by no visitor.
    "select day from report_turnover union all table account",
    "select day from report_turnover union all (select day from report_turnover union all table account)",
    "select day from report_turnover union all values (1)",
    "select day from report_turnover where day in (select id from account)",
    "select day from report_turnover where day in account",
    "select day from report_turnover where day = any(select id from account)",
    "select day from report_turnover where (select count(*) from account) > 0",
    "select day from report_turnover r join report_budget b on r.day = (select max(id) from account)",
    "select day from report_turnover r join (report_budget b cross join account) on 1 = 1",
    "select day from report_turnover group by (select id from account), day",
    "select day from report_turnover group by day having (select count(*) from account) > 0",
    "select day from report_turnover order by (select id from account)",
    "select day from report_turnover limit (select count(*) from account)",
    "select day from report_turnover limit 1 offset (select count(*) from account)",
    "select case when 1 = 1 then (select max(id) from account) end as x from report_turnover",
    "select count(*) filter (where exists (select 1 from account)) as x from report_turnover",
    "select sum(produced) over (partition by (select max(id) from account)) as x from report_turnover",
    "select sum(produced) over w as x from report_turnover window w as (order by (select max(id) from account))",
    "select sum((select count(*) from account)) as x from report_turnover",
    "select day between 1 and (select count(*) from account) as x from report_turnover",
    "select day from only account",
    "select day from only report_turnover",
    "select day from report_turnover, lateral (select 1) x",
    "select day from report_turnover cross apply (select 1) x",
    "select day from report_turnover natural join report_budget",
    "from account",
    "from report_turnover select day",
    "select distinct on (day) day from report_turnover",
    "select (report_turnover).day from report_turnover",
    "select report_turnover.day.x from report_turnover",
    "select * replace ((select max(id) from account) as day) from report_turnover",
    "select day from report_turnover as t (a)",
    "select day from report_turnover tablesample system (1)",
    "select day from report_turnover order by day using operator(pg_catalog.<)",
    "select current_role as x from report_turnover",
    "select current_schema as x from report_turnover",
    "select user as x from report_turnover",
    "select try_cast(day as text) as x from report_turnover",
    "select cast(day as text[]) as x from report_turnover",
    "select date '2026-01-01' as x from report_turnover",
    "select $$x$$ as x from report_turnover",
    "select e'\\x' as x from report_turnover",
    "select x'41' as x from report_turnover",
    "select [day] from report_turnover",
    "select `day` from report_turnover",
    "select \"day\" from report_turnover",
    "select day from report_turnover -- only this\n; drop table account",
    "select sum(distinct produced order by day) as x from report_turnover",
    "select group_concat(day) as x from report_turnover",
    "select randomblob(1000000000) as x from report_turnover",
    "select report_turnover.sum(1) from report_turnover",
    // A part may name those before it only: SQLite takes one that names itself for a recursion.
    "with a as (select day from report_turnover union all select day from a) select day from a",
    "with a as (select day from b), b as (select day from report_turnover) select day from a",
    // A name that would end where it is written.
    "with \"a as (select 1), q_b as (select id from account) /*\" as (select 1), b as (select '*/' as x from report_turnover) select * from b",
    // To some a backslash before a quote is part of the text, to others its end.
    "select '\\'' as a, id from account --' as x from report_turnover",
    "select day from report_turnover where site = '\\'' union select password_hash from account --'",
    "select day from report_turnover where site = 'a''''b'",
    "select day as \"x\\\"\" , id from account --\" from report_turnover",
    "select 1",
    "select day from report_turnover where",
    "select day from report_turnover where site = 'open",
    "",
];

/// Queries that look as if they did, and get the viewer's own rows all the same; each gives a text.
const HARMLESS: &[&str] = &[
    "select line_id as x from report_turnover where site_id = 'noord' or 1 = 1",
    "with account as (select line_id from report_turnover) select line_id as x from account",
    "with s_report_turnover as (select hall_id from report_turnover) select hall_id as x from s_report_turnover",
    "with q_a as (select hall_id from report_turnover), a as (select hall_id from report_turnover) select a.hall_id as x from a join q_a on 1 = 1",
    "select account.line_id as x from report_turnover account",
    "select s_report_budget.line_id as x from report_turnover s_report_budget",
    "select hall as x from report_lines union select hall from report_turnover union all select hall from report_budget",
    "select hall as x from report_turnover except select hall from report_turnover where 1 = 0",
    "select (select max(hall) from report_lines where site_id = 'noord') as x from report_turnover",
    "select b.hall as x from report_turnover t left join report_lines b on b.site_id <> t.site_id",
    "select hall as x from report_turnover where exists (select 1 from report_lines) order by (select max(hall) from report_lines) limit (select 50 + count(*) from report_lines where 1 = 0)",
    "select hall as x from report_turnover /* where site_id = 'zuid' */ -- limit 0",
    "select max(hall) over (order by day rows between unbounded preceding and unbounded following) as x from report_turnover",
    "select cast(count(*) filter (where site_id = 'noord') as text) as x from report_turnover",
    "select t as x from report_turnover t",
    "select t.row_to_json as x from report_turnover t",
    "select rowid as x from report_turnover",
    "select tableoid as x from report_turnover",
    "select q_x.password_hash as x from report_turnover q_x",
];

/// A query that is nested almost as deep as may be, in each way, and one deeper than that: on a stack of the size that the service's
/// threads have. How much of it the parser takes for a level depends on how it is compiled; without optimisation it was more
/// than there is.
#[test]
fn a_nested_query_stays_on_the_stack() {
    let around = |depth: usize, before: &str, after: &str| {
        format!(
            "select {}sum(net){} as x from report_hours",
            before.repeat(depth),
            after.repeat(depth)
        )
    };
    let within = |depth: usize| {
        (0..depth).fold("select day from report_hours".to_owned(), |inner, level| {
            format!("select day from ({inner}) t{level}")
        })
    };
    let check = move || {
        for (depth, is_sound) in [(21, true), (2_000, false)] {
            let queries = [
                around(depth * 2, "(", ")"),
                around(depth * 2, "coalesce(", ", 0)"),
                around(depth * 2, "case when 1 = 1 then ", " end"),
                within(depth),
            ];
            for query in queries {
                assert_eq!(read(&query).is_ok(), is_sound, "{depth}: {query:.60}");
            }
        }
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(check).unwrap().join().unwrap();
}

const COLUMNS: &[(&str, &str)] = &[("x", "text")];

#[test]
fn what_is_not_on_a_list_is_refused() {
    for cheat in CHEATS {
        assert!(read(cheat).is_err(), "{cheat:?} gave {:?}", read(cheat));
    }
    // Deep enough to reach the end of the stack, were it read.
    let long = format!("select 1{} as x from report_turnover", "+1".repeat(120_000));
    assert!(read(&long).unwrap_err().what.contains("too long"));
    let (open, close) = ("(".repeat(1_000), ")".repeat(1_000));
    assert!(read(&format!("select {open}1{close} as x from report_turnover")).is_err());
}

#[test]
fn what_is_plain_may_run() {
    for plain in [
        "select count(*) filter (where produced > 0) as n from report_turnover",
        "select t.day, sum(t.produced) over w as x from report_turnover t
         window w as (partition by t.week order by t.day rows between 3 preceding and current row)",
        "select distinct hall from report_turnover where hall like 'Hal%' and site in ('''s-Hertogenbosch', 'Noord')",
        "select t.* from report_turnover t left join report_budget b on b.day = t.day and b.hall_id = t.hall_id",
        "select week, sum(produced) as x from report_turnover group by week having sum(produced) <> 0
          order by x desc nulls last limit 5 offset 2 -- the rest",
        "select hall || ' / ' || site as x, case when produced > 0 then 'a' else 'b' end as y from report_turnover",
        "with a as (select day from report_turnover), b as (select day from a) select day from a union select day from b",
    ] {
        if let Err(wrong) = read(plain) {
            panic!("{plain:?}: {wrong:?}");
        }
    }
}

#[test]
fn what_is_wrong_is_said_at_its_place() {
    let place = |text: &str| read(text).map_err(|wrong| (wrong.line, wrong.column)).unwrap_err();
    assert_eq!(place("select day\n  from account"), (2, 8));
    assert_eq!(place("select day,\n\n pg_sleep(1) from report_turnover"), (3, 2));
    assert_eq!(place("select \"day\" from report_turnover"), (1, 8));
    assert_eq!(place("select day from report_turnover where day > :then"), (1, 45));
}

#[test]
fn a_query_is_written_anew_with_own_names() {
    let read = read(
        "with w as (select week, sum(produced) as value from report_turnover where day between :from and :to group by week)
         select w.week, w.value, (select count(*) from report_budget where day >= :from) as n from w order by w.week",
    )
    .unwrap();
    assert_eq!(read.sources, ["report_budget", "report_turnover"].into());
    assert_eq!(read.parameters, ["from", "to", "from"]);
    assert_eq!(read.parts.len(), 1);
    assert!(read.parts[0].starts_with("q_w as ("), "{}", read.parts[0]);
    assert!(
        read.parts[0].contains("FROM s_report_turnover AS report_turnover"),
        "{}",
        read.parts[0]
    );
    assert!(read.text.contains("FROM q_w AS w"), "{}", read.text);
    assert!(read.text.contains("$3"), "{}", read.text);
}

/// By the command that a file's writer has, and by the page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_cheats_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let mut args = vec!["dashboards".to_owned(), "check".to_owned()];
    for (number, cheat) in CHEATS.iter().enumerate() {
        let path = folder.path().join(format!("cheat-{number}.toml"));
        fs::write(&path, file(cheat, COLUMNS)).unwrap();
        args.push(path.display().to_string());
    }
    let ran = werkvloer(&args).await;
    assert_eq!(ran.status.code(), Some(1), "{}", ran.output);
    for (number, cheat) in CHEATS.iter().enumerate() {
        let start =
            format!("{}: line ", folder.path().join(format!("cheat-{number}.toml")).display());
        assert!(ran.output.lines().any(|line| line.starts_with(&start)), "{cheat}");
    }
    let stand = Stand::sqlite().await;
    let stand = stand.restarted(Some(folder.path()), BOUNDS);
    let sales = stand.seller().await;
    for (number, cheat) in CHEATS.iter().enumerate() {
        let page = sales.get(&format!("/dashboards/cheat-{number}")).await;
        assert!(page.text("h1").contains("fout"), "{cheat}");
    }
}

both!(what_may_run_sees_the_viewers_rows_only: Stand);
async fn what_may_run_sees_the_viewers_rows_only(stand: Stand) {
    let folder = tempfile::tempdir().unwrap();
    for (number, query) in HARMLESS.iter().enumerate() {
        fs::write(folder.path().join(format!("q-{number}.toml")), file(query, COLUMNS)).unwrap();
    }
    let stand = stand.restarted(Some(folder.path()), BOUNDS);
    let south = stand.pages.entered("zuid", &[(Role::Sales, "site:zuid")]).await;
    let mut answered = 0;
    for (number, query) in HARMLESS.iter().enumerate() {
        let page = south.get(&format!("/dashboards/q-{number}")).await;
        assert_eq!(page.status, 200, "{query}");
        let told = panel(&page, "p");
        for foreign in ["Hal 1", "Hal 2", "noord", "shared", "argon2", "Verzonnen", "Samen"] {
            assert!(!told.contains(foreign), "{query} tells {told}");
        }
        if !told.contains("kon niet") && page.attributes("#p .wv-files a", "href").len() == 3 {
            let rows = rows(&south, &format!("/dashboards/q-{number}/p.json")).await;
            answered += usize::from(!rows.is_empty());
        }
    }
    assert!(answered >= 13, "only {answered} were answered at all");
}
