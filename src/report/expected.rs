//! When an order line will be done, as of today: the view knows how far it is and how fast that went, and this is the part of
//! the query that makes a day and a word of it.
//!
//! A day that is not over tells no pace, so what is made today counts as still to be made today. The pace is the line's own
//! from three whole days of work on; of a younger line it is that of its group for this kind of work, and where the group has
//! none, that of all groups together. Work goes on today, or on the day for which the line is planned: a line that was left
//! lying slips with every day, and one that nobody began can be at risk.

/// From so many whole days of work on a line has a pace of its own.
const OWN: u32 = 3;

/// The view's rows with the columns that are made here, of rows that `wheres` leaves; `$today` is the place where today is bound.
/// Only open lines are reckoned, and each once: an engine that puts the steps below together would look the pace up anew for
/// each of them, which the limit keeps it from.
pub(super) fn reckoned(columns: &[&str], wheres: &[String], today: usize) -> String {
    let shown = columns.join(", ");
    let given: Vec<&str> = columns.iter().copied().filter(|name| !MADE.contains(name)).collect();
    let given = given.join(", ");
    let (open, closed) = (only(wheres, "status = 'open'"), only(wheres, "status <> 'open'"));
    let of_closed = without(columns);
    format!(
        "(select {shown} from (
            select e.*,
                   case when coalesce(e.pieces, 0) >= e.quantity then 'made'
                        when e.due_day is null then 'no_due'
                        when e.due_day < ${today} then 'late'
                        when e.expected_day is null then 'no_pace'
                        when e.expected_day > e.due_day then 'at_risk'
                        else 'on_time' end as state
              from (
                select d.*,
                       case when d.days_left is null then null
                            else coalesce((select min(c.day) from calendar c where c.workday = d.days_left
                                              + (select b.workday from calendar b where b.day < d.start_day
                                                  order by b.day desc limit 1)),
                                          (select max(c.day) from calendar c)) end as expected_day
                  from (
                    select p.*,
                           case p.pace_of
                               when 'pace_line' then ((p.quantity - p.own_pieces) * p.own_days + p.own_pieces - 1) / p.own_pieces
                               when 'pace_group' then (p.planned_seconds * (p.quantity - p.own_pieces) * p.group_days
                                   + p.quantity * p.group_seconds - 1) / (p.quantity * p.group_seconds)
                               when 'pace_house' then (p.planned_seconds * (p.quantity - p.own_pieces) * p.house_days
                                   + p.quantity * p.house_seconds - 1) / (p.quantity * p.house_seconds) end as days_left,
                           case when p.planned_day > ${today} and p.first_day is null then p.planned_day
                                else ${today} end as start_day
                      from (
                        select w.*,
                               case when coalesce(w.pieces, 0) >= w.quantity then null
                                    when w.own_days >= {OWN} and w.own_pieces > 0 then 'pace_line'
                                    when w.planned_seconds > 0 and w.group_seconds > 0 then 'pace_group'
                                    when w.planned_seconds > 0 and w.house_seconds > 0 then 'pace_house'
                                    when w.own_days > 0 and w.own_pieces > 0 then 'pace_line' end as pace_of
                          from (
                            select {given}, group_seconds, group_days, house_seconds, house_days,
                                   case when last_day >= ${today} and last_pieces > 0 then worked_days - 1
                                        else coalesce(worked_days, 0) end as own_days,
                                   case when last_day >= ${today} then pieces - last_pieces
                                        else coalesce(pieces, 0) end as own_pieces
                              from report_lines{open} limit 1000000
                          ) w
                      ) p
                  ) d
              ) e
          ) f
          union all
          select {of_closed} from report_lines{closed})"
    )
}

/// The view's columns where nothing is reckoned: of closed lines, and where nobody asks for what is made here.
pub(super) fn without(columns: &[&str]) -> String {
    let of: Vec<String> = columns
        .iter()
        .map(|name| match *name {
            "state" => "case when status <> 'open' then 'closed' end as state".to_owned(),
            "expected_day" => "cast(null as date) as expected_day".to_owned(),
            made if MADE.contains(&made) => format!("cast(null as text) as {made}"),
            given => given.to_owned(),
        })
        .collect();
    of.join(", ")
}

/// True when a query says the name of one of them.
pub(super) fn is_asked_for(query: &str) -> bool {
    let query = query.to_lowercase();
    MADE.iter().any(|made| query.contains(made))
}

fn only(wheres: &[String], status: &str) -> String {
    let all: Vec<&str> = wheres.iter().map(String::as_str).chain([status]).collect();
    format!(" where {}", all.join(" and "))
}

/// The columns that are made here.
const MADE: [&str; 3] = ["expected_day", "pace_of", "state"];
