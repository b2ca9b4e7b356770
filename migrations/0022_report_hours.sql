-- Time of people, told of ten different ones or more only. A line on a day is mostly one person's work, so what is told by line
-- and day has no time in it; hours are kept by hall, and by hall and business line, with how many different people they are of.

drop view report_help;
drop view report_halls;
drop view report_turnover;
drop table group_day;

-- Room output. How a hall's stations were used on a day: of every station it has, also in groups where nobody was.
create table hall_day (
    day date not null,
    hall_id text not null,
    week date not null,
    month date not null,
    -- Stations at which anything was made or anybody worked, of how many.
    stations_used bigint not null,
    stations bigint not null,
    -- Different people who worked there; who was in two of its groups is one.
    people bigint not null,
    net_seconds bigint not null,
    waiting_material bigint not null,
    waiting_fault bigint not null,
    waiting_instruction bigint not null,
    waiting_talk bigint not null,
    good bigint not null,
    rejected_material bigint not null,
    rejected_work bigint not null,
    rejected_dirt bigint not null,
    rejected_broken bigint not null,
    rejected_unknown bigint not null,
    primary key (day, hall_id)
);

-- Room turnover. The time that a hall's people gave to a business line on a day.
create table hours_day (
    day date not null,
    hall_id text not null,
    -- '' for time at what belongs to no order.
    business_line text not null,
    week date not null,
    month date not null,
    -- Different people who worked at it.
    people bigint not null,
    -- False where it would tell of fewer than ten people, itself or by taking the others off the hall.
    is_told boolean not null,
    net_seconds bigint not null,
    waiting_seconds bigint not null,
    rejected_material bigint not null,
    rejected_other bigint not null,
    primary key (day, hall_id, business_line)
);

-- The kind of work whose hours its own were counted among; null where that is yet to be done.
alter table line_total add column business_line text;

-- Room output. What was counted before these tables were there.
insert into unreckoned (station, day, version)
select distinct station, day, cast(1 as bigint) from tally where true
on conflict (station, day) do update set version = unreckoned.version + 1;

-- Pieces and money. Of a line that is paid by the hour the money is its time, so its pieces are not told beside it.
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
       case when coalesce((select l.pricing from order_line l where l.id = d.line_id), '') <> 'hour' then d.pieces end
           as pieces,
       case when coalesce((select l.pricing from order_line l where l.id = d.line_id), '') <> 'hour' then d.step_pieces end
           as step_pieces,
       d.produced, d.invoiced, d.cost
  from line_day d;

create view report_hours as
select d.day, d.week, d.month,
       (select c.quarter from calendar c where c.day = d.day) as quarter,
       (select c.year from calendar c where c.day = d.day) as year,
       (select h.site_id from hall h where h.id = d.hall_id) as site_id,
       (select s.name from hall h join site s on s.id = h.site_id where h.id = d.hall_id) as site,
       d.hall_id,
       (select h.name from hall h where h.id = d.hall_id) as hall,
       d.business_line,
       case when d.is_told then d.people end as people,
       case when d.is_told then d.net_seconds end as net_seconds,
       case when d.is_told then d.waiting_seconds end as waiting_seconds,
       case when d.is_told then d.rejected_material end as rejected_material,
       case when d.is_told then d.rejected_other end as rejected_other
  from hours_day d
 where d.business_line <> '';

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
  from hall_day d;

-- Of a hall's day with fewer than ten people only that help was asked for, not when.
create view report_help as
select x.day, c.week, c.month, c.quarter, c.year, h.site_id, s.name as site, x.hall_id, h.name as hall, x.hour, x.calls
  from (
      select e.day, g.hall_id, case when d.people >= 10 then e.hour end as hour,
             case when d.people >= 10 then cast(sum(e.calls) as bigint) end as calls
        from help_hour e
        join work_group g on g.id = e.group_id
        left join hall_day d on d.day = e.day and d.hall_id = g.hall_id
       group by e.day, g.hall_id, d.people, case when d.people >= 10 then e.hour end
  ) x
  left join calendar c on c.day = x.day
  left join hall h on h.id = x.hall_id
  left join site s on s.id = h.site_id;
