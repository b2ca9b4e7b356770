-- When an order line is expected to be done. How far it got and how fast its group works stand here; from which day on that
-- counts is today, which no view knows: src/report/expected.rs makes the day of it.

-- Room floor. Where a line that nobody began is planned.
create index station_task_task on station_task (task_id);

-- Room turnover. The latest day of work is looked up.
create index line_total_last on line_total (last_day);

-- Room report. The first day of a number is looked up: without the day beside it, Postgres walks all days in order as long as
-- it has no statistics.
drop index calendar_workday;
create index calendar_workday on calendar (workday, day);

drop view report_lines;

-- Order lines with what became of them so far. Those of a closed order are here too, so ask for closed_day as well.
--
-- `pace` is what a group gets done of a kind of work on a day of it, in the sixty days of work before the latest one, which may
-- not be over: in hours of quotes, because pieces of different lines do not compare.
create view report_lines as
with pace as materialized (
    select d.group_id, o.business_line, count(distinct d.day) as days,
           cast(sum(l.planned_seconds * d.pieces / l.quantity) as bigint) as seconds
      from line_day d
      join order_line l on l.id = d.line_id
      join client_order o on o.id = l.order_id
     where d.pieces > 0 and l.planned_seconds is not null
       and d.day < (select max(t.last_day) from line_total t)
       and d.day >= (select min(b.day) from calendar b
                      where b.workday = (select a.workday - 60 from calendar a
                                          where a.day = (select max(t.last_day) from line_total t)))
     group by d.group_id, o.business_line
)
select x.line_id, x.line_name, x.order_id, x.order_name, x.client_id, k.name as client, k.municipality_id,
       m.name as municipality, x.business_line, x.status, x.due_day, x.closed_day, x.pricing, x.quantity, x.planned_seconds,
       x.group_id, g.name as group_name, g.hall_id, h.name as hall, h.site_id, x.first_day, x.last_day, x.worked_days,
       x.pieces,
       -- Of a running line whoever notes it each day would have the time of one or two people.
       case when x.status <> 'open' then x.net_seconds end as net_seconds, x.produced, x.invoiced, x.cost,
       (select min(p.day) from task q join station_task p on p.task_id = q.id where q.line_id = x.line_id) as planned_day,
       -- What the last step gave on the last day, which may be today.
       (select cast(sum(d.pieces) as bigint) from line_day d where d.line_id = x.line_id and d.day = x.last_day)
           as last_pieces,
       (select p.seconds from pace p where p.group_id = x.group_id and p.business_line = x.business_line and p.days >= 3)
           as group_seconds,
       (select p.days from pace p where p.group_id = x.group_id and p.business_line = x.business_line and p.days >= 3)
           as group_days,
       (select cast(sum(p.seconds) as bigint) from pace p where p.business_line = x.business_line and p.days >= 3)
           as house_seconds,
       (select cast(sum(p.days) as bigint) from pace p where p.business_line = x.business_line and p.days >= 3) as house_days
  from (
      select l.id as line_id, l.name as line_name, l.order_id, o.name as order_name, o.client_id, o.business_line, o.status,
             o.due_day, o.closed_day, l.pricing, l.quantity, l.planned_seconds, t.first_day, t.last_day, t.worked_days,
             t.pieces, t.net_seconds, t.produced, t.invoiced, t.cost,
             -- Who made most of it; before that who is planned to, and else who makes the rest of the order.
             coalesce(nullif(t.group_id, ''),
                 (select s.group_id from task q
                    join station_task p on p.task_id = q.id
                    join station s on s.code = p.station_code
                   where q.line_id = l.id order by p.day, p.station_code limit 1),
                 (select r.group_id from order_line n
                    join line_total r on r.line_id = n.id
                   where n.order_id = l.order_id and r.group_id <> '' order by r.net_seconds desc, r.line_id limit 1))
                 as group_id
        from client_order o
        join order_line l on l.order_id = o.id
        left join line_total t on t.line_id = l.id
  ) x
  left join client k on k.id = x.client_id
  left join municipality m on m.id = k.municipality_id
  left join work_group g on g.id = x.group_id
  left join hall h on h.id = g.hall_id;

-- Months, each with the same one a year before: queries of dashboards do not reckon with dates.
create view report_months as
select c.month, c.quarter, c.year, lag(c.month, 12) over (order by c.month) as month_before
  from calendar c
 where c.day = c.month;
