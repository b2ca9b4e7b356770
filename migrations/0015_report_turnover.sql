-- What dashboards may ask about work and money. Described to people on /dashboards/gegevens, so a column here has its words in
-- src/report/sources.rs. Names are looked up in selects of their own: an engine runs
-- those only of which a query uses the column, where it would make every join.

-- Room turnover. What became of an order line so far, over all its days: reckoned with them.
create table line_total (
    line_id text not null primary key,
    -- The group that made most of it.
    group_id text not null,
    first_day date,
    last_day date,
    -- Days on which the last step gave good pieces.
    worked_days bigint not null,
    pieces bigint not null,
    net_seconds bigint not null,
    produced bigint not null,
    invoiced bigint not null,
    cost bigint not null
);
create index client_order_status on client_order (status);

create view report_turnover as
select d.day, d.week, d.month,
       (select c.quarter from calendar c where c.day = d.day) as quarter,
       (select c.year from calendar c where c.day = d.day) as year,
       (select h.site_id from work_group g join hall h on h.id = g.hall_id where g.id = d.group_id) as site_id,
       (select s.name from work_group g join hall h on h.id = g.hall_id join site s on s.id = h.site_id
         where g.id = d.group_id) as site,
       (select g.hall_id from work_group g where g.id = d.group_id) as hall_id,
       (select h.name from work_group g join hall h on h.id = g.hall_id where g.id = d.group_id) as hall,
       d.group_id,
       (select o.business_line from order_line l join client_order o on o.id = l.order_id where l.id = d.line_id)
           as business_line,
       (select o.client_id from order_line l join client_order o on o.id = l.order_id where l.id = d.line_id) as client_id,
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
       d.pieces, d.step_pieces, d.rejected_material, d.rejected_other, d.net_seconds, d.waiting_seconds,
       d.produced, d.invoiced, d.cost
  from line_day d;

create view report_budget as
select b.day, b.week, b.month,
       (select c.quarter from calendar c where c.day = b.day) as quarter,
       (select c.year from calendar c where c.day = b.day) as year,
       (select h.site_id from hall h where h.id = b.hall_id) as site_id,
       (select s.name from hall h join site s on s.id = h.site_id where h.id = b.hall_id) as site,
       b.hall_id,
       (select h.name from hall h where h.id = b.hall_id) as hall,
       b.amount
  from budget_day b;

-- Order lines with what became of them so far. Those of a closed order are here too, so ask for closed_day as well.
create view report_lines as
select l.id as line_id, l.name as line_name, l.order_id, o.name as order_name, o.client_id, k.name as client,
       k.municipality_id, m.name as municipality, o.business_line, o.status, o.due_day, o.closed_day, l.pricing, l.quantity,
       l.planned_seconds, g.hall_id, h.name as hall, h.site_id, t.first_day, t.last_day, t.worked_days, t.pieces,
       t.net_seconds, t.produced, t.invoiced, t.cost,
       -- The line's own pace so far, in whole days of work from the last one on.
       case when t.pieces > 0 and t.pieces < l.quantity and t.last_day is not null then
           (select min(e.day) from calendar e
             where e.workday = (select a.workday from calendar a where a.day = t.last_day)
                             + ((l.quantity - t.pieces) * t.worked_days + t.pieces - 1) / t.pieces)
       end as expected_day
  from client_order o
  join order_line l on l.order_id = o.id
  left join client k on k.id = o.client_id
  left join municipality m on m.id = k.municipality_id
  left join line_total t on t.line_id = l.id
  left join work_group g on g.id = t.group_id
  left join hall h on h.id = g.hall_id;

create view report_halls as
select d.day, d.week, d.month,
       (select c.quarter from calendar c where c.day = d.day) as quarter,
       (select c.year from calendar c where c.day = d.day) as year,
       (select h.site_id from hall h where h.id = d.hall_id) as site_id,
       (select s.name from hall h join site s on s.id = h.site_id where h.id = d.hall_id) as site,
       d.hall_id,
       (select h.name from hall h where h.id = d.hall_id) as hall,
       d.stations, d.stations_used,
       -- A figure about fewer than ten people is withheld.
       case when d.people >= 10 then d.people end as people,
       case when d.people >= 10 then d.net_seconds end as net_seconds,
       case when d.people >= 10 then d.waiting_material end as waiting_material,
       case when d.people >= 10 then d.waiting_fault end as waiting_fault,
       case when d.people >= 10 then d.waiting_instruction end as waiting_instruction,
       case when d.people >= 10 then d.waiting_talk end as waiting_talk,
       case when d.people >= 10 then d.good end as good,
       case when d.people >= 10 then d.rejected_material end as rejected_material,
       case when d.people >= 10 then d.rejected_work end as rejected_work,
       case when d.people >= 10 then d.rejected_dirt end as rejected_dirt,
       case when d.people >= 10 then d.rejected_broken end as rejected_broken,
       case when d.people >= 10 then d.rejected_unknown end as rejected_unknown
  from (
      select e.day, e.week, e.month, g.hall_id, cast(sum(e.stations) as bigint) as stations,
             cast(sum(e.stations_used) as bigint) as stations_used, cast(sum(e.people) as bigint) as people,
             cast(sum(e.net_seconds) as bigint) as net_seconds,
             cast(sum(e.waiting_material) as bigint) as waiting_material,
             cast(sum(e.waiting_fault) as bigint) as waiting_fault,
             cast(sum(e.waiting_instruction) as bigint) as waiting_instruction,
             cast(sum(e.waiting_talk) as bigint) as waiting_talk, cast(sum(e.good) as bigint) as good,
             cast(sum(e.rejected_material) as bigint) as rejected_material,
             cast(sum(e.rejected_work) as bigint) as rejected_work, cast(sum(e.rejected_dirt) as bigint) as rejected_dirt,
             cast(sum(e.rejected_broken) as bigint) as rejected_broken,
             cast(sum(e.rejected_unknown) as bigint) as rejected_unknown
        from group_day e
        join work_group g on g.id = e.group_id
       group by e.day, e.week, e.month, g.hall_id
  ) d;
