-- What dashboards may ask about halls: how their stations were used, and when help was asked for.

-- Number least_people = 10. A figure about fewer different people is withheld.

create view report_halls as
select d.day, d.week, d.month,
       (select c.quarter from calendar c where c.day = d.day) as quarter,
       (select c.year from calendar c where c.day = d.day) as year,
       (select p.site_id from hall_place p where p.hall_id = d.hall_id) as site_id,
       (select p.site from hall_place p where p.hall_id = d.hall_id) as site,
       d.hall_id,
       (select p.hall from hall_place p where p.hall_id = d.hall_id) as hall,
       d.stations, d.stations_used,
       case when d.people >= :least_people then d.people end as people,
       case when d.people >= :least_people then d.net_seconds end as net_seconds,
       case when d.people >= :least_people then d.waiting_material end as waiting_material,
       case when d.people >= :least_people then d.waiting_fault end as waiting_fault,
       case when d.people >= :least_people then d.waiting_instruction end as waiting_instruction,
       case when d.people >= :least_people then d.waiting_talk end as waiting_talk,
       case when d.people >= :least_people then d.good end as good,
       case when d.people >= :least_people then d.rejected_material end as rejected_material,
       case when d.people >= :least_people then d.rejected_work end as rejected_work,
       case when d.people >= :least_people then d.rejected_dirt end as rejected_dirt,
       case when d.people >= :least_people then d.rejected_broken end as rejected_broken,
       case when d.people >= :least_people then d.rejected_unknown end as rejected_unknown
  from hall_day d;

-- Of a hall's day with too few people only that help was asked for, not when.
create view report_help as
select x.day, c.week, c.month, c.quarter, c.year, h.site_id, s.name as site, x.hall_id, h.name as hall, x.hour, x.calls
  from (
      select e.day, g.hall_id, case when d.people >= :least_people then e.hour end as hour,
             case when d.people >= :least_people then cast(sum(e.calls) as bigint) end as calls
        from help_hour e
        join work_group g on g.id = e.group_id
        left join hall_day d on d.day = e.day and d.hall_id = g.hall_id
       group by e.day, g.hall_id, d.people, case when d.people >= :least_people then e.hour end
  ) x
  left join calendar c on c.day = x.day
  left join hall h on h.id = x.hall_id
  left join site s on s.id = h.site_id;
