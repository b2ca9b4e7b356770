-- What dashboards may ask about work and money. Described to people on /dashboards/gegevens, so a column here has its
-- words in src/report/sources.rs. Names are looked up in selects of their own: an engine runs those only of which a
-- query uses the column, where it would make every join.

-- Number pace_days = 60. So many days of work before the latest one tell what a group gets done.
-- Number least_days = 3. A group that worked fewer of them tells nothing yet.

-- Pieces and money. Of a line that is paid by the hour the money is its time, so its pieces are not told beside it. A
-- line on a day is mostly one person's work, so there is no time in it.
create view report_turnover as
select d.day, d.week, d.month,
       (select c.quarter from calendar c where c.day = d.day) as quarter,
       (select c.year from calendar c where c.day = d.day) as year,
       (select p.site_id from work_group g join hall_place p on p.hall_id = g.hall_id where g.id = d.group_id)
           as site_id,
       (select p.site from work_group g join hall_place p on p.hall_id = g.hall_id where g.id = d.group_id) as site,
       (select g.hall_id from work_group g where g.id = d.group_id) as hall_id,
       (select p.hall from work_group g join hall_place p on p.hall_id = g.hall_id where g.id = d.group_id) as hall,
       d.group_id,
       (select o.business_line from order_line l join client_order o on o.id = l.order_id where l.id = d.line_id)
           as business_line,
       (select o.client_id from order_line l join client_order o on o.id = l.order_id where l.id = d.line_id)
           as client_id,
       (select k.name from order_line l join client_order o on o.id = l.order_id join client k on k.id = o.client_id
         where l.id = d.line_id) as client,
       (select k.municipality_id from order_line l join client_order o on o.id = l.order_id
          join client k on k.id = o.client_id where l.id = d.line_id) as municipality_id,
       (select m.name from order_line l join client_order o on o.id = l.order_id join client k on k.id = o.client_id
          join municipality m on m.id = k.municipality_id where l.id = d.line_id) as municipality,
       (select l.order_id from order_line l where l.id = d.line_id) as order_id,
       (select o.name from order_line l join client_order o on o.id = l.order_id where l.id = d.line_id) as order_name,
       d.line_id,
       (select l.name from order_line l where l.id = d.line_id) as line_name,
       (select l.pricing from order_line l where l.id = d.line_id) as pricing,
       case when coalesce((select l.pricing from order_line l where l.id = d.line_id), '') <> 'hour'
            then d.pieces end as pieces,
       case when coalesce((select l.pricing from order_line l where l.id = d.line_id), '') <> 'hour'
            then d.step_pieces end as step_pieces,
       d.produced, d.invoiced, d.cost
  from line_day d;

-- Time of people, by hall and kind of work, told of ten different ones or more only.
create view report_hours as
select d.day, d.week, d.month,
       (select c.quarter from calendar c where c.day = d.day) as quarter,
       (select c.year from calendar c where c.day = d.day) as year,
       (select p.site_id from hall_place p where p.hall_id = d.hall_id) as site_id,
       (select p.site from hall_place p where p.hall_id = d.hall_id) as site,
       d.hall_id,
       (select p.hall from hall_place p where p.hall_id = d.hall_id) as hall,
       d.business_line,
       case when d.is_told then d.people end as people,
       case when d.is_told then d.net_seconds end as net_seconds,
       case when d.is_told then d.waiting_seconds end as waiting_seconds,
       case when d.is_told then d.rejected_material end as rejected_material,
       case when d.is_told then d.rejected_other end as rejected_other
  from hours_day d
 where d.business_line <> '';

create view report_budget as
select b.day, b.week, b.month,
       (select c.quarter from calendar c where c.day = b.day) as quarter,
       (select c.year from calendar c where c.day = b.day) as year,
       (select p.site_id from hall_place p where p.hall_id = b.hall_id) as site_id,
       (select p.site from hall_place p where p.hall_id = b.hall_id) as site,
       b.hall_id,
       (select p.hall from hall_place p where p.hall_id = b.hall_id) as hall,
       b.amount
  from budget_day b;

-- Order lines with what became of them so far. Those of a closed order are here too, so ask for closed_day as well. How
-- far a line got and how fast its group works are here; from which day on that counts is today, which no view knows:
-- src/report/expected.rs makes the day of it.
--
-- `pace` is what a group gets done of a kind of work on a day of it, before the latest day, which may not be over: in
-- hours of quotes, because pieces of different lines do not compare.
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
                      where b.workday = (select a.workday - :pace_days from calendar a
                                          where a.day = (select max(t.last_day) from line_total t)))
     group by d.group_id, o.business_line
)
select x.line_id, x.line_name, x.order_id, x.order_name, x.client_id, k.name as client, k.municipality_id,
       m.name as municipality, x.business_line, x.status, x.due_day, x.closed_day, x.pricing, x.quantity,
       x.planned_seconds, x.group_id, g.name as group_name, g.hall_id, h.name as hall, h.site_id, x.first_day,
       x.last_day, x.worked_days, x.pieces,
       -- Of a running line whoever notes it each day would have the time of one or two people.
       case when x.status <> 'open' then x.net_seconds end as net_seconds, x.produced, x.invoiced, x.cost,
       (select min(p.day) from task q join station_task p on p.task_id = q.id where q.line_id = x.line_id)
           as planned_day,
       -- What the last step gave on the last day, which may be today.
       (select cast(sum(d.pieces) as bigint) from line_day d where d.line_id = x.line_id and d.day = x.last_day)
           as last_pieces,
       (select p.seconds from pace p
         where p.group_id = x.group_id and p.business_line = x.business_line and p.days >= :least_days)
           as group_seconds,
       (select p.days from pace p
         where p.group_id = x.group_id and p.business_line = x.business_line and p.days >= :least_days)
           as group_days,
       (select cast(sum(p.seconds) as bigint) from pace p
         where p.business_line = x.business_line and p.days >= :least_days) as house_seconds,
       (select cast(sum(p.days) as bigint) from pace p
         where p.business_line = x.business_line and p.days >= :least_days) as house_days
  from (
      select l.id as line_id, l.name as line_name, l.order_id, o.name as order_name, o.client_id, o.business_line,
             o.status, o.due_day, o.closed_day, l.pricing, l.quantity, l.planned_seconds, t.first_day, t.last_day,
             t.worked_days, t.pieces, t.net_seconds, t.produced, t.invoiced, t.cost,
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
