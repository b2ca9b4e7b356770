//! When an order line will be done, as of today: the view knows how far it is and how fast that went, and this is the part of
//! the query that makes a day and a word of it.
//!
//! A day that is not over tells no pace, so what is made today counts as still to be made today. The pace is the line's own
//! from three whole days of work on; of a younger line it is that of its group for this kind of work, and where the group has
//! none, that of all groups together. Work goes on today, or on the day for which the line is planned: a line that was left
//! lying slips with every day, and one that nobody began can be at risk.

/// From so many whole days of work on a line has a pace of its own.
const OWN: u32 = 3;

/// `own` with the columns that are reckoned here; `$today` is the place where today is bound.
pub(super) fn reckoned(columns: &[&str], filtered: &str, today: usize) -> String {
    let shown = columns.join(", ");
    let given: Vec<&str> = columns.iter().copied().filter(|name| !MADE.contains(name)).collect();
    let given = given.join(", ");
    format!(
        "(select {shown} from (
            select e.*,
                   case when e.status <> 'open' then 'closed'
                        when coalesce(e.pieces, 0) >= e.quantity then 'made'
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
                               case when w.status <> 'open' or coalesce(w.pieces, 0) >= w.quantity then null
                                    when w.own_days >= {OWN} and w.own_pieces > 0 then 'pace_line'
                                    when w.planned_seconds > 0 and w.group_seconds > 0 then 'pace_group'
                                    when w.planned_seconds > 0 and w.house_seconds > 0 then 'pace_house'
                                    when w.own_days > 0 and w.own_pieces > 0 then 'pace_line' end as pace_of
                          from (
                            select {given}, last_pieces, group_seconds, group_days, house_seconds, house_days,
                                   case when last_day >= ${today} and last_pieces > 0 then worked_days - 1
                                        else coalesce(worked_days, 0) end as own_days,
                                   case when last_day >= ${today} then pieces - last_pieces
                                        else coalesce(pieces, 0) end as own_pieces
                              from {filtered}
                          ) w
                      ) p
                  ) d
              ) e
          ) f)"
    )
}

/// The columns that are made here.
const MADE: [&str; 3] = ["expected_day", "pace_of", "state"];
